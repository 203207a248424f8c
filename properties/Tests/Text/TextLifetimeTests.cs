using System.Runtime.CompilerServices;
using Interleave.Programs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>The text of a tree takes tens of megabytes; a run reads many trees.</summary>
public sealed class TextLifetimeTests
{
    [Fact]
    public void Text_that_was_searched_is_not_kept()
    {
        var code = Searched();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(code.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Searched()
    {
        var code = TextFixture.Code("int x; void first(void) { x = 1; WARN_ON(x); }");
        var release = KnownReleases.V6_1 with { Text = code };
        var program = new ConcurrentProgram(
            "text",
            machine =>
            {
                var linux = new Linux(machine, release, new Hardware());
                var world = (TextWorld)linux.Booted!;
                linux.StartTask("first", current => world.Run("first", current, []));
            }
        );
        Assert.NotEmpty(Interleave.Checker.Check(program).Counterexamples);
        return new WeakReference(code);
    }
}
