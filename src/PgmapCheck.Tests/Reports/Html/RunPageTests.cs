using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Interleave.Traces;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Reports.Html;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Html;

public sealed class RunPageTests
{
    private static readonly PageText s_page = PageOf(SampleRun.Report);

    [Fact]
    public void It_asks_for_nothing_but_itself()
    {
        Assert.DoesNotContain("src=", s_page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", s_page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", s_page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("fetch(", s_page.Text, StringComparison.Ordinal);
        Assert.Equal("data:,", (string)s_page.All("link").Single().Attribute("href")!);
        Assert.All(
            s_page.All("a").Attributes("href"),
            href => Assert.Matches("^(#|https://git\\.kernel\\.org/linus/)", href.Value)
        );
        Assert.DoesNotContain(
            s_page.Document.Descendants().Attributes(),
            attribute =>
                attribute.Name == "style" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
        ); // which the policy would refuse
    }

    [Fact]
    public void Every_id_is_there_once_and_every_link_leads_somewhere()
    {
        var ids = s_page.Document.Descendants().Attributes("id").Select(id => "#" + id.Value).ToArray();

        Assert.Equal(ids.Distinct(), ids);
        Assert.All(
            s_page.All("a").Attributes("href").Select(href => href.Value).Where(href => href.StartsWith('#')),
            href => Assert.Contains(Uri.UnescapeDataString(href), ids)
        );
    }

    [Fact]
    public void Every_case_has_a_row_and_what_needs_a_look_comes_first()
    {
        var rows = s_page
            .All("tbody")
            .First()
            .Elements("tr")
            .Select(row => row.Elements().Take(2).Select(cell => cell.Value));

        Assert.Equal(
            [
                ["v0.1/lost-update", "violated"],
                ["v0.1/put-vs-wait", "violated"],
                ["v0.1/throws", "error"],
                ["v0.1/never-contended", "never reached"],
                ["v0.1/large", "incomplete"],
                ["v0.1/locked-update", "proved"],
                ["v0.2/locked-update", "not begun"],
            ],
            rows.Select(row => row.ToArray())
        );
    }

    [Fact]
    public void Every_step_is_listed_without_a_script()
    {
        var race = SampleRun.Check("put-vs-wait").Races.Single();
        var items = Steps(s_page, "v0.1/put-vs-wait").ToArray();

        Assert.Equal(race.Trace.Steps.Length, items.Length);
        foreach (var (step, item) in race.Trace.Steps.Zip(items))
        {
            var words = step.Describe().Replace(" -> ", " \u2192 ", StringComparison.Ordinal);
            Assert.Contains(words, item.Value.Replace('\u00a0', ' '), StringComparison.Ordinal);
            Assert.Equal($"CPU {step.Fiber}", item.Descendants("span").First().Value);
        }

        var decided = items[race.Decided!.Step - 1];
        Assert.StartsWith("Point of no return", decided.ElementsAfterSelf().First().Value, StringComparison.Ordinal);
        Assert.Contains(items, item => item.Value.EndsWith("drops reference to page", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TinyKernel.Violated), MemberType = typeof(TinyKernel))]
    public void The_data_has_every_state(string scenario)
    {
        var entry = SampleRun.Check(scenario);
        var (race, program) = (entry.Races.Single(), entry.Result.Case.Program);
        var builder = new RaceDataBuilder();
        builder.Add(program, race, RaceAnchor.Of([race]).Single());
        var data = builder.Build();

        var packed = data.Races.Single();
        var walk = Walk.Along(program, race.Trace.Schedule);
        var memory = new string[walk.Cells.Length];
        for (var state = 0; state < walk.States.Length; state++)
        {
            for (var i = 0; i < packed.Changes[state].Length; i += 2)
            {
                memory[packed.Changes[state][i]] = data.Strings[packed.Changes[state][i + 1]];
            }

            Assert.Equal(walk.Cells.Select((cell, i) => cell.Format(walk.States[state].Values[i])), memory);
            Assert.Equal(
                walk.States[state].Choices.Select(step => (step.Fiber, step.Choice)),
                packed.Choices[state].Select(choice => (choice[0], choice[1]))
            );
        }

        Assert.Equal(
            race.Trace.Steps.Select(step => step.Fiber),
            packed.Taken.Select((choice, state) => packed.Choices[state][choice][0])
        );
        Assert.All(packed.Changes.Skip(1), changes => Assert.InRange(changes.Length, 0, 2)); // a step writes one word
    }

    [Fact]
    public void Names_and_values_are_text_whatever_they_say()
    {
        const string name = "</script><!-- <img src=x onerror=alert(1)> &amp; \"' \u2028 \u0001";
        var text = new HtmlFormat().Write(SampleRun.Violating(name, name, name));
        var page = new PageText(text);

        Assert.Empty(page.All("img"));
        Assert.Contains(page.All("dd"), entry => entry.Value.StartsWith("</script><!--", StringComparison.Ordinal));
        Assert.DoesNotContain('<', page.Data);
        using var data = JsonDocument.Parse(page.Data);
        Assert.Contains(data.RootElement.GetProperty("strings").EnumerateArray(), entry => entry.GetString() == name);
        Assert.Equal(2, text.Split("</script>").Length - 1);
    }

    [Fact]
    public void A_race_keeps_its_place_and_equal_names_are_counted()
    {
        var race = SampleRun.Check("put-vs-wait").Races.Single();

        var anchors = RaceAnchor.Of([race, race, race with { Kernel = "v0.1+a b%" }]);

        Assert.Equal(
            ["v0.1/put-vs-wait/waiter-woken", "v0.1/put-vs-wait/waiter-woken-2", "v0.1+a-b%/put-vs-wait/waiter-woken"],
            anchors.Select(anchor => anchor.Id)
        );
        Assert.Equal("#v0.1%2Ba-b%25/put-vs-wait/waiter-woken/3", anchors[2].HrefOf(3));
    }

    [Fact]
    public void An_execution_that_never_ends_says_where_it_begins_again()
    {
        var page = PageOf(SampleRun.Looping);

        Assert.Equal(
            ["start", "step", "loop", "step", "step", "loop"],
            page.All("ol").Single().Elements("li").Select(item => ((string)item.Attribute("class")!).Split(' ')[0])
        );
        Assert.DoesNotContain("and then for ever", page.All("ol").Single().Value, StringComparison.Ordinal);
        Assert.Contains(page.All("dd"), entry => entry.Value == "not at all: from step 2 on it goes round for ever");
        using var data = JsonDocument.Parse(page.Data);
        Assert.Equal(2, data.RootElement.GetProperty("races")[0].GetProperty("firstOfLoop").GetInt32());
    }

    [Fact]
    public void Without_a_counterexample_there_is_a_table()
    {
        var page = PageOf(SampleRun.Proof);

        Assert.Single(page.All("section"));
        using var data = JsonDocument.Parse(page.Data);
        Assert.Equal(0, data.RootElement.GetProperty("races").GetArrayLength());
    }

    [Fact]
    public void The_policy_names_the_style_and_the_script_that_are_there()
    {
        foreach (var tag in new[] { "style", "script" })
        {
            var content = s_page.Text.Split($"<{tag}>")[1].Split($"</{tag}>")[0];
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
            Assert.Contains($"{tag}-src 'sha256-{hash}'", s_page.Text, StringComparison.Ordinal);
        }
    }

    private static PageText PageOf(RunReport report) => new(new HtmlFormat().Write(report));

    private static IEnumerable<XElement> Steps(PageText page, string name) =>
        page.All("section")
            .Single(section =>
                ((string?)section.Attribute("id"))?.StartsWith(name + "/", StringComparison.Ordinal) == true
            )
            .Descendants("li")
            .Where(item => ((string?)item.Attribute("class"))?.StartsWith("step ", StringComparison.Ordinal) == true);
}
