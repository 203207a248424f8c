namespace PgmapCheck.Coyote.Tests;

/// <summary>Says whether the tests under Coyote were run, so that their absence is seen.</summary>
public sealed class AvailabilityTests
{
#if COYOTE
    [Fact]
    public void Microsoft_Coyote_is_used() =>
        Assert.Equal("1.7.11", typeof(Microsoft.Coyote.Configuration).Assembly.GetName().Version!.ToString(3));
#else
    [Fact(
        Skip = "Microsoft.Coyote is not used; to turn it on: dotnet test coyote-tests/Tests -p:Coyote=true (or "
            + "-p:CoyoteFeed=FOLDER)"
    )]
    public void Microsoft_Coyote_is_used()
    {
        // Nothing to run: the tests of this project are compiled with the package only.
    }
#endif
}
