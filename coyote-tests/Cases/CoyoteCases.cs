using Interleave.Coyote;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties;

namespace PgmapCheck.Cases;

/// <summary>
/// The entry point for <c>coyote test</c> and <c>coyote replay</c> on any case of the model. The environment says
/// which: <c>PGMAPCHECK_CASE=v4.18/release-pages-vs-truncate</c>.
/// </summary>
public static class CoyoteCases
{
    private const string Variable = "PGMAPCHECK_CASE";

    private static readonly Lazy<CoyoteProgram> s_program = new(static () => new CoyoteProgram(Named().Program));

    /// <summary>Looks the case up, so that a wrong name is no bug.</summary>
    [TestInit]
    public static void FindCase() => _ = s_program.Value;

    /// <summary>One execution of the case.</summary>
    [Test]
    public static void OfCase() => s_program.Value.Iterate();

    // Those of the releases, with a bug put in, with one taken out, and with all that are known taken out.
    private static Case Named()
    {
        var name = Environment.GetEnvironmentVariable(Variable) ?? "";
        return Case.Of(
                    KnownReleases
                        .All.Concat(KnownBugs.All.SelectMany(bug => new[] { bug.Broken, bug.Twin }))
                        .Concat(FixedForms.All)
                )
                .FirstOrDefault(known => known.Name == name)
            ?? throw new InvalidOperationException(
                $"{Variable} is '{name}', which is no case; 'pgmapcheck list' shows what there is"
            );
    }
}
