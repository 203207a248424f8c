using Interleave.Search;

namespace PgmapCheck.Tests;

public sealed class ProgressLineTests
{
    [Fact]
    public void It_fits_the_screen_and_is_taken_off_again()
    {
        using var error = new StringWriter();
        var line = new ProgressLine(new Terminal(TextWriter.Null, error) { ShowsProgress = true, ErrorWidth = 60 });

        line.Of("v0.1/large").Report(new SearchProgress(1_000_000, 2_000_000, 77, 5, TimeSpan.FromSeconds(2)));
        line.Clear();
        line.Clear();

        var parts = error.ToString().Split("\r\e[2K");
        Assert.Equal(["", "v0.1/large: 1,000,000 states, 500,000/s, depth 77, queue 5,", ""], parts);
    }

    [Fact]
    public void A_search_that_is_over_at_once_shows_nothing()
    {
        using var error = new StringWriter();
        var line = new ProgressLine(new Terminal(TextWriter.Null, error) { ShowsProgress = true });

        _ = line.Of("v0.1/small");
        line.Clear();

        Assert.Equal("", error.ToString());
    }
}
