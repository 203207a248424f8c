using System.Collections.Immutable;
using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>The kernels that programs are made for: all of them have to have what a program uses.</summary>
/// <param name="releases">At least one.</param>
internal sealed class Kernels(ImmutableArray<Release> releases)
{
    /// <summary>True if all of them have the operation.</summary>
    public bool Have(Operation operation) => releases.All(operation.IsIn);

    /// <summary>True if all of them can run the program.</summary>
    public bool Run(RefcountProgram program) => releases.All(release => BootedProgram.RunsOn(program, release));

    /// <summary>True if files can share blocks on all of them.</summary>
    public bool SharePages => releases.All(release => release.DaxAssociation.SharesPages);
}
