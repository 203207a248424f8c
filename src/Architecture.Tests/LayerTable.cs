using System.Globalization;

namespace Architecture.Tests;

/// <summary>The layers of an assembly, the lowest first. Folders of one layer do not know each other.</summary>
/// <param name="Layers">Each a list of folders, as the ends of their namespaces.</param>
/// <param name="Knots">For each layer how many pairs of its folders know each other both ways, which is to become
/// 0.</param>
internal sealed record LayerTable(IReadOnlyList<IReadOnlyList<string>> Layers, IReadOnlyList<int> Knots)
{
    /// <summary>What stands for the root folder.</summary>
    public const string Root = "(root)";

    private const string Knot = "knot";

    /// <summary>Reads one layer from each line; <c>#</c> begins a comment, and <c>knot N</c> a layer with N pairs that
    /// know each other.</summary>
    public static LayerTable Parse(IEnumerable<string> lines)
    {
        var words = lines
            .Select(line => line.Split('#')[0].Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0)
            .ToArray();
        return new(
            [.. words.Select(w => (IReadOnlyList<string>)[.. (w[0] == Knot ? w[2..] : w).Select(Folder)])],
            [.. words.Select(w => w[0] == Knot ? int.Parse(w[1], CultureInfo.InvariantCulture) : 0)]
        );
    }

    /// <summary>How the folders of an assembly break it: one line for each arrow that does not go down, and for each
    /// folder that is on one side alone.</summary>
    public IReadOnlyList<string> Violations(IReadOnlyCollection<Arrow> arrows, IReadOnlySet<string> folders)
    {
        var ranks = Layers.SelectMany((layer, rank) => layer.Select(folder => (folder, rank))).ToDictionary();
        var pairs = arrows
            .Where(arrow => string.CompareOrdinal(arrow.From, arrow.To) < 0)
            .Where(arrow => arrows.Any(back => (back.From, back.To) == (arrow.To, arrow.From)))
            .ToLookup(arrow => ranks.GetValueOrDefault(arrow.From, -1));
        return
        [
            .. folders.Where(folder => !ranks.ContainsKey(folder)).Select(folder => $"'{folder}' is in no layer"),
            .. ranks.Keys.Where(folder => !folders.Contains(folder)).Select(folder => $"'{folder}' has no types"),
            .. arrows
                .Where(arrow =>
                    ranks.TryGetValue(arrow.From, out var from)
                    && ranks.TryGetValue(arrow.To, out var to)
                    && (to > from || (to == from && Knots[from] == 0))
                )
                .Select(arrow => $"does not go down: {arrow}"),
            .. Knots
                .Select((knot, rank) => (knot, rank, Pairs: pairs[rank].Count()))
                .Where(layer => layer.knot > 0 && layer.knot != layer.Pairs)
                .Select(layer => $"{layer.Pairs} pairs know each other in layer {layer.rank}, not {layer.knot}"),
        ];
    }

    private static string Folder(string word) => word == Root ? "" : word.Replace('/', '.');
}
