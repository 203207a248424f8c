using System.Collections.Immutable;
using PgmapCheck.Model.Wording;

namespace PgmapCheck.Model.Programs;

/// <summary>What stands behind <c>expect</c> in a scenario file.</summary>
/// <param name="properties">The names of the properties that can be expected to be violated.</param>
internal sealed class ExpectationLines(ImmutableArray<string> properties)
{
    public Expectation Read(ScenarioLine line)
    {
        if (line.Skip("clean"))
        {
            return new Expectation(null, ReadKernels(line));
        }

        if (!line.Skip("violated"))
        {
            throw line.Expected("clean, or violated and a property");
        }

        var column = line.Column;
        var property = line.Quoted("a property");
        return properties.Contains(property)
            ? new Expectation(property, ReadKernels(line))
            : throw line.Error(
                column,
                $"there is no property '{property}'{Spelling.Suggest(property, properties)} ('pgmapcheck list "
                    + "--properties')"
            );
    }

    private static ImmutableArray<KernelRange> ReadKernels(ScenarioLine line)
    {
        var kernels = ImmutableArray.CreateBuilder<KernelRange>();
        if (!line.Skip("on"))
        {
            return [];
        }

        do
        {
            var (column, word) = (line.Column, line.Text("a kernel, or a range such as v4.18..v5.2"));
            var range = KernelRange.Parse(word);
            kernels.Add(
                range is not null && KernelRange.Kernels.Any(range.Has)
                    ? range
                    : throw line.Error(
                        column,
                        $"there is no kernel '{word}'{Spelling.Suggest(word, KernelRange.Kernels.Select(r => r.Name))} "
                            + "('pgmapcheck list --kernels')"
                    )
            );
        } while (line.Skip(","));

        return kernels.ToImmutable();
    }
}
