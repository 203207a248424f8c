using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>The words of scenario files for the values of enumerations: one table for reader and writer.</summary>
internal static class ScenarioWords
{
    public static (string Word, MemoryType Value)[] Types { get; } =
    [
        ("fsdax", MemoryType.FsDax),
        ("unmanaged", MemoryType.Unmanaged),
        ("private", MemoryType.Private),
        ("public", MemoryType.Public),
        ("p2pdma", MemoryType.P2PDma),
    ];

    public static (string Word, FileSystem Value)[] FileSystems { get; } =
    [("xfs", FileSystem.Xfs), ("ext4", FileSystem.Ext4), ("ext2", FileSystem.Ext2), ("fuse", FileSystem.Fuse)];

    public static (string Word, ProcessStart Value)[] Starts { get; } =
    [("ram", ProcessStart.Ram), ("device", ProcessStart.Device), ("nowhere", ProcessStart.Nowhere)];

    public static string Of<T>((string Word, T Value)[] words, T value) =>
        words.Single(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Word;
}
