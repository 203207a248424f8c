using Interleave.Routines;
using Interleave.Violations;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Text.Values;

/// <summary>
/// Something that the text asks for and that has no meaning here. Whoever runs the text adds file and line where they
/// are known; the run is incomplete in any case.
/// </summary>
/// <param name="what">What has no meaning; one line.</param>
internal sealed class MeaninglessException(string what)
    : ViolationException(new Violation(ViolationKind.Unknown, KernelRules.TextHasMeaning, what));
