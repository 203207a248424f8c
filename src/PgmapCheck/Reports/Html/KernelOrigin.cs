using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Reports.Html;

/// <summary>Where in the kernel a routine comes from.</summary>
internal static class KernelOrigin
{
    /// <summary>The file that the kernel has it in; null for a routine that is no kernel function.</summary>
    public static string? FileOf(RoutineCall call, string kernel) => KernelNames.Of(call.Method, kernel)?.File;
}
