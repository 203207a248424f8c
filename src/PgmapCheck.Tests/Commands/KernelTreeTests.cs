using System.Diagnostics;
using System.Text.Json;
using PgmapCheck.Cases;
using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary><c>check --kernel-tree</c> on a small tree of our own, in which only puts of pages are text.</summary>
public sealed class KernelTreeTests : IDisposable
{
    private const string Right = "== 1";
    private const string Wrong = "== 0";

    private static readonly string[] s_check = ["check", "--scenario", "put-page-vs-truncate", "--no-traces"];

    private static readonly string[] s_keyAlone = ["check", "--scenario", "key-get-vs-get", "--no-traces"];

    private readonly TemporaryFolder _folder = new();

    public KernelTreeTests()
    {
        _folder.Write("Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 7\n");
        Directory.CreateDirectory(_folder.File("mm"));
        WritePut(Right);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Says_what_is_read_and_proves_it()
    {
        var run = Check();

        Assert.Equal(0, run.Exit);
        Assert.Equal($"tree         {_folder.Path}, v6.1.7, default options", run.OutLines[0]);
        Assert.Equal("from text    PutPage", run.OutLines[1]);
        Assert.Contains("v6.1.7-text/put-page-vs-truncate", run.Out, StringComparison.Ordinal);
        Assert.Contains("Ran 1 function of the tree, over 3 names", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_is_applied_in_memory_and_what_it_changes_is_said()
    {
        var patch = _folder.Write(
            "wrong.patch",
            """
            --- a/mm/swap.c
            +++ b/mm/swap.c
            @@ -13,3 +13,3 @@
             	if (is_zone_device_page(page) && page->pgmap->type == MEMORY_DEVICE_FS_DAX) {
            -		if (atomic_sub_return(1, &page->_refcount) == 1)
            +		if (atomic_sub_return(1, &page->_refcount) == 0)
             			wake_up_var(&page->_refcount);

            """
        );

        var run = Check("--patch", patch);

        Assert.Equal(2, run.Exit);
        Assert.Contains("[mm/swap.c:14]", run.Out, StringComparison.Ordinal);
        Assert.Contains("put-page-vs-truncate: violates", run.Out, StringComparison.Ordinal);
        Assert.Contains("now, proved before", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_meaning_is_incomplete()
    {
        WritePut("== unheard_of(page)");

        Assert.Equal(4, Check().Exit);
        Assert.Equal(125, Check("--bisect").Exit);
        Assert.Contains("mm/swap.c:14: unheard_of has no meaning", Check().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_runs_no_function_of_the_tree_is_not_about_it()
    {
        var report = _folder.File("report.json");
        var run = Run("check", "--scenario", "key-get-vs-get", "--scenario", "put-page-vs-truncate", "--no-traces", "--report", $"json={report}");

        Assert.Equal(4, run.Exit);
        Assert.Contains("not about the tree: none of its functions runs here", run.Out, StringComparison.Ordinal);
        Assert.Contains("2 cases: 1 proved, 1 incomplete", run.Out, StringComparison.Ordinal);
        Assert.Equal(125, Run([.. s_keyAlone, "--bisect"]).Exit);

        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var cases = json.RootElement.GetProperty("cases");
        Assert.Equal([0, 1], cases.EnumerateArray().Select(c => c.GetProperty("functions").GetArrayLength()).Order());
        Assert.Contains("wake_up_var", json.RootElement.GetProperty("trusted").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sarif", "\"uri\": \"mm/swap.c\"", "\"startLine\": 14")]
    [InlineData("github", "file=mm/swap.c,line=", "violated")]
    [InlineData("json", "\"place\": \"mm/swap.c:14\"", "\"line\": ")]
    public void Reports_name_file_and_line(string format, string where, string more)
    {
        WritePut(Wrong);
        var report = _folder.File("report");

        Run([.. s_check, "--report", $"{format}={report}"]);

        var text = File.ReadAllText(report);
        Assert.Contains(where, text, StringComparison.Ordinal);
        Assert.Contains(more, text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("--patch", "nowhere.patch")]
    [InlineData("--config", "nowhere.config")]
    [InlineData("--base", "v9.9")]
    [InlineData("--against", "nowhere")]
    public void Bad_input_is_one_line(string option, string value)
    {
        var run = Check(option, value);

        Assert.Equal(1, run.Exit);
        Assert.StartsWith("pgmapcheck: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Git_bisect_names_the_commit()
    {
        Git("init", "-q");
        Commit("first", Right, 0);
        Commit("tidy up", Right, 1);
        Commit("simplify", Wrong, 2);
        Commit("tidy up more", Wrong, 3);
        Git("bisect", "start", "HEAD", "HEAD~3");
        var tool = Path.Combine(AppContext.BaseDirectory, "pgmapcheck.dll");

        var output = Git(["bisect", "run", "dotnet", tool, .. s_check, "--kernel-tree", ".", "--quiet", "--bisect"]);

        Assert.Matches("is the first bad commit[\\s\\S]*simplify", output);
    }

    private CliRun Check(params string[] more) => Run([.. s_check, .. more]);

    private CliRun Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Run(
            [.. arguments, "--kernel-tree", _folder.Path],
            new Terminal(output, error),
            () => Catalogue.Known
        );
        return new CliRun(exit, output.ToString(), error.ToString());
    }

    private void WritePut(string condition) =>
        _folder.Write(
            Path.Combine("mm", "swap.c"),
            $$"""
            typedef struct { int counter; } atomic_t;
            enum memory_type { MEMORY_DEVICE_PRIVATE = 1, MEMORY_DEVICE_FS_DAX, MEMORY_DEVICE_GENERIC, MEMORY_DEVICE_PCI_P2PDMA };
            struct dev_pagemap { enum memory_type type; };
            struct page { unsigned long flags; struct dev_pagemap *pgmap; atomic_t _refcount; };
            void __folio_put(struct page *page) { }
            void folio_put(struct page *page)
            {
            	if (atomic_dec_and_test(&page->_refcount))
            		__folio_put(page);
            }
            void put_page(struct page *page)
            {
            	if (is_zone_device_page(page) && page->pgmap->type == MEMORY_DEVICE_FS_DAX) {
            		if (atomic_sub_return(1, &page->_refcount) {{condition}})
            			wake_up_var(&page->_refcount);
            		return;
            	}
            	folio_put(page);
            }

            """
        );

    private void Commit(string subject, string condition, int number)
    {
        WritePut(condition);
        _folder.Write("notes", $"{number}");
        Git("add", "-A");
        Git("-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "-q", "-m", subject);
    }

    private string Git(params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = _folder.Path,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, output + error.Result);
        return output;
    }
}
