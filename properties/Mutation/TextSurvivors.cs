using System.Collections.Immutable;
using KernelText.Mutation;
using KernelText.Trees;

namespace PgmapCheck.Properties.Mutation;

/// <summary>
/// Why mutants of kernel text that nothing kills are none: <c>text-survivors.txt</c>, each line the trees, a function,
/// an instruction, its operators, and the argument.
/// </summary>
internal static class TextSurvivors
{
    /// <summary>The argument for each; the key is the tree's version and the <see cref="GraphMutation"/>.</summary>
    public static ImmutableSortedDictionary<string, string> Arguments { get; } =
        Survivors
            .Read<GraphOperator>("text-survivors.txt", " -- ")
            .SelectMany(argument =>
                argument
                    .Key.Split(' ', 2)[0]
                    .Split(',')
                    .Select(tree => KeyValuePair.Create($"{tree} {argument.Key.Split(' ', 2)[1]}", argument.Value))
            )
            .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The argument for a mutant of a tree; null if there is none.</summary>
    public static string? ArgumentFor(KernelVersion tree, GraphMutation mutation) =>
        Arguments.GetValueOrDefault($"{tree.Major}.{tree.Minor} {mutation}");

    /// <summary>The mutants of a tree that are argued for, as they are printed.</summary>
    public static IEnumerable<string> ArguedFor(KernelVersion tree) =>
        Arguments
            .Keys.Select(key => key.Split(' ', 2))
            .Where(key => key[0] == $"{tree.Major}.{tree.Minor}")
            .Select(key => key[1]);
}
