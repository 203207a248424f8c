using KernelText.Tokens;
using KernelText.Trees;

namespace KernelText.Tests.Trees;

public sealed class PatchTests
{
    private const string Old = "one\ntwo\nthree\nfour\nfive\nsix\n";

    private static readonly TextTree s_tree = new(("mm/a.c", Old), ("mm/b.c", "x\n"));

    private static string Patched(string patch, string path = "mm/a.c") =>
        s_tree.With(Patch.Read(patch, "p.patch")).Read(path).Text;

    private static string Fault(string patch) =>
        Assert.Throws<KernelTextException>(() => s_tree.With(Patch.Read(patch, "p.patch"))).Message;

    [Fact]
    public void Hunks_of_several_files_are_applied_as_mails_have_them()
    {
        const string Mail = """
            From: somebody
            Subject: [PATCH] change
            ---
             mm/a.c | 3 ++-
            diff --git a/mm/a.c b/mm/a.c
            index 1..2 100644
            --- a/mm/a.c
            +++ b/mm/a.c
            @@ -1,3 +1,4 @@ int f(void)
             one
            -two
            +TWO
            +more
             three
            @@ -5,2 +6,1 @@
             five
            -six
            --- a/mm/b.c
            +++ b/mm/b.c
            @@ -1 +1 @@
            -x
            +y
            -- 
            2.30
            """;
        Assert.Equal("one\nTWO\nmore\nthree\nfour\nfive\n", Patched(Mail));
        Assert.Equal("y\n", Patched(Mail, "mm/b.c"));
        Assert.Equal(Old, s_tree.Read("mm/a.c").Text);
    }

    [Fact]
    public void A_hunk_may_have_moved_but_its_lines_must_be_there()
    {
        Assert.Equal(
            "one\ntwo\nthree\nfour\nFIVE\nsix\n",
            Patched("--- a/mm/a.c\n+++ b/mm/a.c\n@@ -2,2 +2,2 @@\n four\n-five\n+FIVE\n")
        );
        Assert.Equal(
            "p.patch:3: hunk 1 of mm/a.c does not fit (its lines are not in the file, near line 2)",
            Fault("--- a/mm/a.c\n+++ b/mm/a.c\n@@ -2,2 +2,2 @@\n fuzz\n-five\n+FIVE\n")
        );
    }

    [Fact]
    public void Files_are_made_and_deleted()
    {
        var tree = s_tree.With(
            Patch.Read(
                "--- /dev/null\n+++ b/mm/new.c\n@@ -0,0 +1,2 @@\n+int a;\n+int b;\n--- a/mm/b.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n",
                "p.patch"
            )
        );
        Assert.Equal("int a;\nint b;\n", tree.Read("mm/new.c").Text);
        Assert.Null(tree.Find("mm/b.c"));
        Assert.Equal(["mm/a.c", "mm/new.c"], tree.Files("mm"));
        Assert.Equal(
            "p.patch:3: expected no file mm/b.c, which the patch makes, in test tree",
            Fault("--- /dev/null\n+++ b/mm/b.c\n@@ -0,0 +1 @@\n+z\n")
        );
    }

    [Theory]
    [InlineData("no patch at all\n", "p.patch: expected a unified diff, found no hunk")]
    [InlineData("--- a/mm/none.c\n+++ b/mm/none.c\n@@ -1 +1 @@\n-x\n+y\n", "p.patch:3: no file mm/none.c in test tree")]
    [InlineData(
        "--- a/mm/a.c\n+++ b/mm/a.c\n@@ -1,2 +1,2 @@\n-one\n+ONE\n",
        "p.patch:6: expected more lines of the hunk, found the end"
    )]
    [InlineData(
        "--- a/mm/a.c\n+++ b/mm/a.c\n@@ -1,1 +1,1 @@\n?one\n",
        "p.patch:4: expected a line of the hunk: ' ', '-' or '+'"
    )]
    [InlineData(
        "--- a/mm/a.c\n+++ b/mm/a.c\n@@ -x +1 @@\n-one\n",
        "p.patch:3: expected '@@ -LINE,COUNT +LINE,COUNT @@'"
    )]
    [InlineData(
        "--- a/../etc/passwd\n+++ b/../etc/passwd\n@@ -1 +1 @@\n-one\n+two\n",
        "p.patch:1: expected a path with a folder before it, as a/mm/memremap.c"
    )]
    [InlineData("GIT binary patch\nliteral 3\n", "p.patch:1: expected a diff of text, found one of a binary file")]
    [InlineData("@@ -1 +1 @@\n-one\n+two\n", "p.patch:1: expected '--- FILE' and '+++ FILE' before the hunk")]
    public void A_patch_that_does_not_apply_is_one_line(string patch, string message) =>
        Assert.Equal(message, Fault(patch));
}
