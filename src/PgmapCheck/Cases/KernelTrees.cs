using System.Collections.Immutable;

namespace PgmapCheck.Cases;

/// <summary>Several kernel trees, each beside the others as releases are.</summary>
internal static class KernelTrees
{
    /// <summary>Every scenario on each of the trees.</summary>
    /// <param name="paths"><c>DIR</c> or <c>DIR@REV</c>, in the order of the columns.</param>
    /// <param name="known">The kernels by hand.</param>
    /// <exception cref="UsageException">One cannot be read, or two have one version.</exception>
    public static Catalogue InOrder(IReadOnlyList<string> paths, Catalogue known)
    {
        var trees = paths.Select(path => KernelTree.Open(path, null, null, [])).ToImmutableArray();
        if (trees.GroupBy(tree => tree.Release.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new UsageException(
                $"--kernel-tree: {string.Join(" and ", twice.Take(2).Select(tree => tree.Path))} are both "
                    + $"{twice.First().Tree.Version}"
            );
        }

        return known with
        {
            Kernels = [.. trees.SelectMany(tree => tree.In(known).Kernels)],
        };
    }
}
