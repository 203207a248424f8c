using System.Collections.Immutable;
using KernelText.Flow;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A function of a kernel tree.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Below the tree's root.</param>
/// <param name="Line">Of its definition, from 1.</param>
internal sealed record JsonTextFunction(string Name, string File, int Line)
{
    public static JsonTextFunction Of(FlowFunction function) =>
        new(function.Name, function.Place.File, function.Place.Line);
}

/// <summary>A name that verdicts on a kernel tree take on trust.</summary>
/// <param name="Name">The name.</param>
/// <param name="Group">The subsystem.</param>
/// <param name="How">What it does: steps, sleeps, number, its argument, ignored.</param>
/// <param name="Why">What it means, or why it is ignored.</param>
internal sealed record JsonTrustedName(string Name, string Group, string How, string Why)
{
    /// <summary>All that the cases of a run met; null if they are on kernels by hand.</summary>
    public static ImmutableArray<JsonTrustedName>? Of(RunReport report) =>
        report.Cases.Select(entry => entry.Result.Case.Text).OfType<TextUse>().ToArray() is { Length: > 0 } texts
            ?
            [
                .. texts
                    .SelectMany(text => text.Called.Concat(text.Assumed))
                    .Distinct()
                    .Order(StringComparer.Ordinal)
                    .Select(NamesWithMeaning.Find)
                    .OfType<NameWithMeaning>()
                    .Select(name => new JsonTrustedName(name.Name, name.Group, name.How, name.Why)),
            ]
            : null;
}
