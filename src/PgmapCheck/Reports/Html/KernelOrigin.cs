using System.Reflection;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Reports.Html;

/// <summary>Where in the kernel a routine comes from.</summary>
internal static class KernelOrigin
{
    /// <summary>File and version; null for a routine that is no kernel function.</summary>
    public static KernelFunctionAttribute? Of(RoutineCall call) =>
        call.Method?.GetCustomAttribute<KernelFunctionAttribute>(false);
}
