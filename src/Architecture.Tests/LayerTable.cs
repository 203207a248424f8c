namespace Architecture.Tests;

/// <summary>The layers of an assembly, the lowest first. Folders of one layer do not know each other.</summary>
/// <param name="Layers">Each a list of folders, as the ends of their namespaces.</param>
internal sealed record LayerTable(IReadOnlyList<IReadOnlyList<string>> Layers)
{
    /// <summary>What stands for the root folder.</summary>
    public const string Root = "(root)";

    /// <summary>Reads one layer from each line; <c>#</c> begins a comment.</summary>
    public static LayerTable Parse(IEnumerable<string> lines) =>
        new([
            .. lines
                .Select(line => line.Split('#')[0])
                .Where(line => !string.IsNullOrWhiteSpace(line))
                .Select(line =>
                    (IReadOnlyList<string>)
                        [.. line.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Folder)]
                ),
        ]);

    /// <summary>How the folders of an assembly break it: one line for each arrow that does not go down, and for each
    /// folder that is on one side alone.</summary>
    public IReadOnlyList<string> Violations(IEnumerable<Arrow> arrows, IReadOnlySet<string> folders)
    {
        var ranks = Layers.SelectMany((layer, rank) => layer.Select(folder => (folder, rank))).ToDictionary();
        return
        [
            .. folders.Where(folder => !ranks.ContainsKey(folder)).Select(folder => $"'{folder}' is in no layer"),
            .. ranks.Keys.Where(folder => !folders.Contains(folder)).Select(folder => $"'{folder}' has no types"),
            .. arrows
                .Where(arrow =>
                    ranks.TryGetValue(arrow.From, out var from) && ranks.TryGetValue(arrow.To, out var to) && to >= from
                )
                .Select(arrow => $"does not go down: {arrow}"),
        ];
    }

    private static string Folder(string word) => word == Root ? "" : word.Replace('/', '.');
}
