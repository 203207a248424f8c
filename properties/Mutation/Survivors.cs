using System.Collections.Immutable;
using Interleave.Mutation;

namespace PgmapCheck.Properties.Mutation;

/// <summary>Why mutants that nothing kills are none: <c>survivors.txt</c>, each line a step, its operators and the
/// argument.</summary>
internal static class Survivors
{
    /// <summary>The argument for each; the key is <see cref="StepMutation.ToString"/>.</summary>
    public static ImmutableSortedDictionary<string, string> Arguments { get; } =
        Read<StepOperator>("survivors.txt", ": ");

    /// <summary>The argument for a mutant; null if there is none.</summary>
    public static string? ArgumentFor(StepMutation mutation) => Arguments.GetValueOrDefault(mutation.ToString());

    /// <summary>Reads a file of arguments: what is changed, one operator or more, the argument.</summary>
    internal static ImmutableSortedDictionary<string, string> Read<TOperator>(string resource, string separator)
        where TOperator : struct, Enum
    {
        using var reader = new StreamReader(typeof(Survivors).Assembly.GetManifestResourceStream(resource)!);
        var arguments = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var parts = line.Split(separator, 2);
                var words = parts[0].Split(' ');
                var operators =
                    words.Length - words.Reverse().TakeWhile(word => Enum.TryParse<TOperator>(word, out _)).Count();
                foreach (var word in words[operators..])
                {
                    arguments.Add($"{string.Join(' ', words[..operators])} {word}", parts[1]);
                }
            }
        }

        return arguments.ToImmutable();
    }
}
