using System.Collections.Immutable;
using System.Reflection;
using Interleave.Properties;

namespace PgmapCheck.Blobs;

/// <summary>What a case reached. A blob is read only by the program that wrote it, so a method is named by its
/// token.</summary>
internal sealed record BlobCoverage
{
    /// <summary>The methods that were entered: the module and the metadata token of each.</summary>
    public required ImmutableArray<string> Routines { get; init; }

    public required ImmutableArray<string> Waits { get; init; }

    public required ImmutableArray<WakeUp> HandOvers { get; init; }

    public required ImmutableArray<BlobBranchPoint> BranchPoints { get; init; }

    public static BlobCoverage Of(Coverage coverage) =>
        new()
        {
            Routines = [.. coverage.Routines.Select(method => $"{method.Module.Name} {method.MetadataToken:x8}")],
            Waits = coverage.Waits,
            HandOvers = coverage.HandOvers,
            BranchPoints = [.. coverage.BranchPoints.Select(BlobBranchPoint.Of)],
        };

    /// <summary>What it was made of.</summary>
    /// <exception cref="InvalidOperationException">There is no such method.</exception>
    public Coverage ToCoverage() =>
        new([.. Routines.Select(MethodOf)], Waits, HandOvers, [.. BranchPoints.Select(point => point.ToBranchPoint())]);

    private static MethodInfo MethodOf(string name)
    {
        var parts = name.Split(' ');
        try
        {
            return
                parts is [var file, var token]
                && Array.Find(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.ManifestModule.Name == file)
                    is { } assembly
                && assembly.ManifestModule.ResolveMethod(Convert.ToInt32(token, 16)) is MethodInfo method
                ? method
                : throw NoMethod(name, null);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            throw NoMethod(name, e);
        }
    }

    private static InvalidOperationException NoMethod(string name, Exception? inner) =>
        new($"there is no routine {name}", inner);
}
