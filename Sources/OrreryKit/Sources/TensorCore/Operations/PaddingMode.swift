/// What padding is made of where it is not a constant.
@frozen public enum PaddingMode: Hashable, Sendable {
  /// The mirror image, without the edge itself: c b | a b c | b a.
  case reflect
  /// The edge again and again: a a | a b c | c c.
  case replicate
}
