import OrreryKit
