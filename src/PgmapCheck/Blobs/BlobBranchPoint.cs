using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Interleave.Memory;
using Interleave.Properties;
using Interleave.Routines;

namespace PgmapCheck.Blobs;

/// <summary>A step whose result decides how the code goes on.</summary>
internal sealed record BlobBranchPoint
{
    public required string Function { get; init; }

    public required string Routine { get; init; }

    public required int Await { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<OperationKind>))]
    public required OperationKind Kind { get; init; }

    public required string What { get; init; }

    public required ImmutableArray<StepOutcome> Outcomes { get; init; }

    public static BlobBranchPoint Of(BranchPoint point) =>
        new()
        {
            Function = point.Function,
            Routine = point.Site.Routine,
            Await = point.Site.Await,
            Kind = point.Site.Kind,
            What = point.What,
            Outcomes = point.Outcomes,
        };

    public BranchPoint ToBranchPoint() => new(Function, new StepSite(Routine, Await, Kind), What, Outcomes);
}
