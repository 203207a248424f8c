using PgmapCheck.Model.Harnesses;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>What a harness file may say, and what it is told where it says something else.</summary>
public sealed class HarnessReaderTests
{
    [Theory]
    [InlineData("", "x.harness:1:1: expected thread \"NAME\" {, as there is none, found the end of the line")]
    [InlineData("thread one {}", "x.harness:1:8: expected the thread's name in quotation marks, found 'one'")]
    [InlineData("thread \"one\" {", "x.harness:1:14: expected '}' that closes the block, found the end of the file")]
    [InlineData("thread \"one\" {} x", "x.harness:1:17: expected the end of the line, found 'x'")]
    [InlineData("thread \"a\" {}\nthread \"a\" {}", "x.harness:2:8: a second thread \"a\"")]
    [InlineData("init {}\ninit {}\nthread \"a\" {}", "x.harness:2:1: a second init")]
    [InlineData("callbacks 9", "x.harness:1:11: expected a number from 0 to 4, found '9'")]
    [InlineData(
        "expect violated \"nothing\"",
        "x.harness:1:17: there is no property 'nothing' ('pgmapcheck list --properties')"
    )]
    [InlineData("change here /a/b/", "x.harness:1:1: expected a seed before its changes")]
    [InlineData(
        "seed s \"no WARN_ON triggers\"\nchange here /a/b",
        "x.harness:2:13: expected /PATTERN/REPLACEMENT/, with any sign that is in neither for the slash"
    )]
    [InlineData("config SMP=y", "x.harness:1:8: expected an option, such as CONFIG_SMP, found 'SMP'")]
    [InlineData("read", "x.harness:1:5: expected a file of the tree, found the end of the line")]
    [InlineData("read mm/nothing.c\nthread \"a\" {}", "x.harness:1:6: ")]
    [InlineData("thread \"a\" {\n\tint x = ;\n}", "x.harness:2:")]
    [InlineData("c { int f(void) { return 1 +; } }\nthread \"a\" {}", "x.harness:1:")]
    [InlineData("nonsense", "x.harness:1:1: expected summary, read, object, ")]
    public void A_mistake_has_its_place(string text, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<HarnessFormatException>(() => HarnessFixture.Text(text)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Braces_in_comments_and_strings_close_nothing()
    {
        var harness = HarnessReader.Read(
            "c {\nchar *s = \"}\"; /* } \n } */ char c = '}'; // }\n}\nthread \"a b\" { }\nobject o : struct s = { 1 }\n",
            "folder/x.harness"
        );

        Assert.Equal(
            "\nchar *s = \"}\"; /* } \n } */ char c = '}'; // }\n\nvoid thread_a_b(void) {}\nstruct s o = { 1 };\n",
            harness.Unit.Text.Replace("{ }", "{}", StringComparison.Ordinal)
        );
        Assert.Equal("x.harness", harness.Unit.Path);
    }

    [Fact]
    public void A_seed_that_changes_nothing_is_a_mistake()
    {
        var text = HarnessFixture.Text("thread \"a\" {}\nseed s \"no WARN_ON triggers\"\nchange here /zzz/y/\n");
        var seed = Assert.Single(text.Harness.Seeds);

        Assert.Equal(
            "x.harness: seed s: nothing in x.harness matches its pattern",
            Assert.Throws<HarnessFormatException>(() => HarnessFixture.Seeded(text.Harness, seed)).Message
        );
    }
}
