using Microsoft.Coyote.Specifications;

namespace PgmapCheck.Plain.Kernel;

/// <summary>What must not happen: the kernel's <c>BUG_ON</c>, its warnings, and what its comments promise.</summary>
public static class Bug
{
    /// <summary>Ends the execution if the condition holds; Coyote reports the text.</summary>
    public static void On(bool condition, string text) => Specification.Assert(!condition, text);
}
