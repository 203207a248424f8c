using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using KernelText.Flow;
using KernelText.Tokens;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Blobs;

/// <summary>What of a kernel tree, or a harness, a case has run.</summary>
internal sealed record BlobText
{
    public required ImmutableArray<BlobFunction> Functions { get; init; }

    /// <summary>The names with a meaning of their own that were called.</summary>
    public required ImmutableArray<string> Called { get; init; }

    public static BlobText Of(TextUse use) =>
        new()
        {
            Functions = [.. use.Functions.Select(function => BlobFunction.Of(function, use))],
            Called = use.Called,
        };

    /// <summary>What parts of one case have run together; null where none is of text.</summary>
    public static BlobText? Union(IEnumerable<BlobText?> parts)
    {
        var texts = parts.OfType<BlobText>().ToArray();
        return texts.Length == 0
            ? null
            : new BlobText
            {
                Functions =
                [
                    .. texts
                        .SelectMany(static text => text.Functions)
                        .GroupBy(static function => (function.Name, function.File, function.Sha256))
                        .Select(static same =>
                            same.First() with
                            {
                                Reached = [.. same.SelectMany(static one => one.Reached).Distinct().Order()],
                            }
                        )
                        .OrderBy(static function => function.Name, StringComparer.Ordinal)
                        .ThenBy(static function => function.File, StringComparer.Ordinal),
                ],
                Called = [.. texts.SelectMany(static text => text.Called).Distinct().Order(StringComparer.Ordinal)],
            };
    }

    /// <summary>Notes in a case that it has run this.</summary>
    /// <param name="code">The functions that the case runs.</param>
    /// <exception cref="InvalidOperationException">One of the functions is not what it was: the verdict is about other
    /// text.</exception>
    public void NoteIn(TextCode code)
    {
        foreach (var recorded in Functions)
        {
            var function = recorded.In(code);
            code.Use.Note(function, recorded.Reached);
        }

        foreach (var name in Called)
        {
            code.Use.Note(name);
        }
    }
}

/// <summary>A function of a kernel tree.</summary>
internal sealed record BlobFunction
{
    public required string Name { get; init; }

    /// <summary>Below the tree's root.</summary>
    public required string File { get; init; }

    /// <summary>Of its flow graph, with the lines that it is from.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its instructions that threads got to, of a harness's functions; empty for others.</summary>
    public required ImmutableArray<int> Reached { get; init; }

    public static BlobFunction Of(FlowFunction function, TextUse use) =>
        new()
        {
            Name = function.Name,
            File = function.Symbol.File,
            Sha256 = HashOf(function),
            Reached = use.ReachedIn(function),
        };

    /// <summary>The same function in a tree.</summary>
    /// <exception cref="InvalidOperationException">It is another one there.</exception>
    public FlowFunction In(TextCode code)
    {
        try
        {
            var function = code.Program.Function(new Symbol(Name, File));
            return HashOf(function) == Sha256
                ? function
                : throw new InvalidOperationException($"{function.Place.FileAndLine}: {Name} is not what it was");
        }
        catch (KernelTextException e)
        {
            throw new InvalidOperationException($"{File}: there was a function {Name} ({e.Message})", e);
        }
    }

    private static string HashOf(FlowFunction function) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(function.Listing())))[..32];
}
