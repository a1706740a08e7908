import ArgumentParser
import OrreryKit
import Pipeline

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of a pipeline or a recipe.",
    discussion: """
      Made of everything that is plugged in, so that an editor completes names and keys and marks what \
      is wrong. With the YAML language server, start the file with

        # yaml-language-server: $schema=pipeline.schema.json
      """)

  enum Kind: String, ExpressibleByArgument, CaseIterable { case pipeline, recipe }

  @Argument(help: "pipeline or recipe.") var kind: Kind
  @OptionGroup var plugins: PluginOptions

  func run() throws {
    let schema = DescriptionSchema(try plugins.loader().registry)
    print(try Listing.json(kind == .pipeline ? schema.pipeline() : schema.recipe()))
  }
}
