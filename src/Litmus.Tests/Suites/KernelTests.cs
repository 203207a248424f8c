using Litmus.Verdicts;
using LitmusMachine;

namespace Litmus.Tests.Suites;

/// <summary>The kernel's own tests, from trees that are not ours to copy: their names and verdicts are here, their
/// text is read from where KERNEL_TREES says.</summary>
public sealed class KernelTests
{
    private static readonly string? s_trees = Environment.GetEnvironmentVariable("KERNEL_TREES");

    /// <summary>Why the tests are skipped; null if they are not.</summary>
    internal static string? WhyMissing =>
        s_trees is null ? "KERNEL_TREES is not set"
        : ((string[])["6.1", "6.12"]).FirstOrDefault(v => !Directory.Exists(Folder(v))) is { } missing
            ? $"KERNEL_TREES has no {Folder(missing)}"
        : null;

    public static TheoryData<string, string, string> Tests
    {
        get
        {
            using var list = new StreamReader(
                typeof(KernelTests).Assembly.GetManifestResourceStream("kernel-tests.txt")!
            );
            var tests = new TheoryData<string, string, string>();
            while (list.ReadLine() is { } line)
            {
                if (!line.StartsWith('#'))
                {
                    var words = line.Split(' ', 3);
                    tests.Add(words[0], words[1], words[2]);
                }
            }

            return tests;
        }
    }

    [Fact]
    public void There_are_85_of_them() => Assert.Equal(85, Tests.Count);

    [KernelTreesTheory]
    [MemberData(nameof(Tests))]
    public void Every_file_has_the_verdict_that_it_records(string version, string path, string verdict)
    {
        var file = Path.Combine(s_trees!, $"linux-{version}", path);
        var test = LitmusReader.Read(path, File.ReadAllText(file));

        Assert.Equal(verdict, test.Expected);
        Assert.Equal(verdict, LitmusJudge.Judge(test, new JudgeOptions()).Text);
        Assert.Equal(verdict, LitmusJudge.Judge(test, new JudgeOptions { AllStates = true }).Text);
    }

    [KernelTreesTheory]
    [MemberData(nameof(Tests))]
    public void The_machine_says_the_same_with_load_buffering(string version, string path, string verdict)
    {
        var test = LitmusReader.Read(path, File.ReadAllText(Path.Combine(s_trees!, $"linux-{version}", path)));
        var machine = MachineJudge.Judge(test, new MachineOptions { LoadBuffering = true });

        Assert.Equal(verdict, machine.Text);
        Assert.Equal(
            verdict,
            MachineJudge.Judge(test, new MachineOptions { Memory = Interleave.Memory.MemoryModel.LoadBuffering }).Text
        );
        Assert.Equal(
            path.EndsWith("/LB+poonceonces.litmus", StringComparison.Ordinal) ? "Never" : verdict,
            MachineJudge.Judge(test, new MachineOptions()).Text
        );
    }

    /// <summary>No file is left out.</summary>
    [KernelTreesTheory]
    [InlineData("6.1")]
    [InlineData("6.12")]
    public void The_list_is_complete(string version)
    {
        var tree = Path.Combine(s_trees!, $"linux-{version}");
        var files = ((string[])["Documentation/litmus-tests", "tools/memory-model"])
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(tree, folder), "*.litmus", SearchOption.AllDirectories)
            )
            .Select(file => Path.GetRelativePath(tree, file))
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            files,
            Tests.Where(row => (string)row[0] == version).Select(row => (string)row[1]).Order(StringComparer.Ordinal)
        );
    }

    private static string Folder(string version) =>
        Path.Combine(s_trees!, $"linux-{version}", "Documentation", "litmus-tests");
}
