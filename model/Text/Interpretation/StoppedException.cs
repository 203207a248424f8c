using Interleave.Routines;
using Interleave.Violations;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>The text cannot be followed any further: the run is incomplete, and says where.</summary>
/// <param name="position">Where.</param>
/// <param name="why">What has no meaning; one line.</param>
internal sealed class StoppedException(Position position, string why)
    : ViolationException(
        new Violation(ViolationKind.Unknown, KernelRules.TextHasMeaning, $"{position.Instruction.Location}: {why}")
    );
