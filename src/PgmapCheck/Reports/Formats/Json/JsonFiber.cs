using Interleave.Traces;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A CPU, and where it is at the end of an execution.</summary>
/// <param name="Name">What diagrams call it.</param>
/// <param name="End">returned, blocked, or runnable if it could have gone on.</param>
/// <param name="Next">What it would do next; null if it returned.</param>
internal sealed record JsonFiber(string Name, string End, string? Next)
{
    public static JsonFiber Of(FiberEnd end) =>
        new(
            end.Name,
            end.HasReturned ? "returned"
                : end.IsBlocked ? "blocked"
                : "runnable",
            end.HasReturned ? null : end.Next
        );
}
