using PgmapCheck.Reports.Formats;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Formats;

public sealed class GitHubFormatTests
{
    [Fact]
    public void A_command_is_one_line_whatever_it_says()
    {
        var text = new GitHubFormat().Write(
            SampleRun.Violating("100%: a, b", "line 1\r\nline 2", "traces/a,b:c.trace")
        );

        Assert.Equal(
            "::error title=v0.1/odd%3A 100%25%3A a%2C b,file=traces/a%2Cb%3Ac.trace::line 1%0Aline 2"
                + "%0AViolated: 100%25: a, b%0ANot in the catalogue of known bugs"
                + "%0AReplay: pgmapcheck replay traces/a,b:c.trace\n",
            text
        );
    }

    [Fact]
    public void Without_a_trace_file_there_is_no_file()
    {
        var text = new GitHubFormat().Write(SampleRun.Violating("p", "e", null));

        Assert.StartsWith("::error title=v0.1/odd%3A p::e%0A", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Replay", text, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_nothing_to_say_when_all_held() => Assert.Equal("", new GitHubFormat().Write(SampleRun.Proof));
}
