using KernelText.Flow;
using KernelText.Lowering;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;

namespace KernelText.Tests.Programs;

/// <summary>
/// Whole files of Debian's kernels, which bench/kernel-trees.sh unpacks. <c>KERNEL_TREES</c> names the folder that
/// holds linux-6.1 and linux-6.12.
/// </summary>
public sealed class KernelTreeTests
{
    // What the lowering itself does not know, as opposed to names that nobody gave a meaning to.
    private static readonly string[] s_missing = ["given no meaning", "inline assembly"];

    [KernelTreeTheory]
    [InlineData("linux-6.1", 2100, 30)]
    [InlineData("linux-6.12", 2200, 30)]
    public void Every_function_of_the_core_files_parses_and_nearly_all_lower(string name, int atLeast, int mostUnknown)
    {
        var program = new TextProgram(
            SourceTree.Open(Path.Combine(KernelTrees.Folder!, name)),
            Configuration.Default,
            NoMeanings.Instance
        );
        var (functions, unknown) = (0, new List<string>());
        foreach (var file in CoreFiles.All)
        {
            if (!File.Exists(Path.Combine(KernelTrees.Folder!, name, file)))
                continue;
            Assert.Empty(program.FaultsOf(file));
            foreach (var symbol in program.FunctionsOf(file))
            {
                functions++;
                foreach (var fault in program.Function(symbol).NoMeanings)
                {
                    // A body that does not parse is one NoMeaning of the function's own name.
                    Assert.False(
                        fault.Name == symbol.Name && fault.Why.Contains(": expected", StringComparison.Ordinal),
                        fault.Why
                    );
                    if (!Array.Exists(s_missing, m => fault.Why.Contains(m, StringComparison.Ordinal)))
                        unknown.Add($"{symbol.Name}: {fault}");
                }
            }
        }
        Assert.InRange(functions, atLeast, 10_000);
        Assert.True(unknown.Count <= mostUnknown, string.Join('\n', unknown));
    }

    [KernelTreeTheory]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.12")]
    public void A_load_is_followed_exactly_where_dependencies_lead_to_an_address(string name)
    {
        var program = new TextProgram(
            SourceTree.Open(Path.Combine(KernelTrees.Folder!, name)),
            Configuration.Default,
            NoMeanings.Instance
        );
        foreach (var symbol in program.FunctionsOf("mm/memremap.c"))
        {
            var flow = program.Function(symbol);
            var followed = Enumerable
                .Range(0, flow.Code.Length)
                .SelectMany(i =>
                    flow.Dependencies.Address(i)
                        .Concat(flow.Code[i] is Call or CallPointer or Return ? flow.Dependencies.Data(i) : [])
                )
                .Where(i => i >= 0)
                .ToHashSet();
            Assert.Equal(followed.Order(), Enumerable.Range(0, flow.Code.Length).Where(i => flow.Followed[i]));
        }
    }

    [KernelTreeTheory]
    [InlineData("linux-6.1", 64, "_refcount", 52)]
    [InlineData("linux-6.12", 64, "_refcount", 52)]
    public void Struct_page_is_laid_out_as_the_kernel_has_it(string name, int size, string member, int offset)
    {
        var program = new TextProgram(
            SourceTree.Open(Path.Combine(KernelTrees.Folder!, name)),
            Configuration.Default,
            NoMeanings.Instance
        );
        var page = program.Record("struct page")!.Layout!;
        Assert.Equal((size, offset), (page.Size, page.Find(member)!.Offset));
        Assert.Equal(page.Find("lru")!.Offset, page.Find("pgmap")!.Offset);
        Assert.Equal(4096, program.Number("PAGE_SIZE"));
    }
}

/// <summary>Where unpacked kernels are.</summary>
internal static class KernelTrees
{
    public static string? Folder { get; } =
        Environment.GetEnvironmentVariable("KERNEL_TREES") is { Length: > 0 } folder && Directory.Exists(folder)
            ? folder
            : null;
}

/// <summary>A theory on unpacked kernels; skipped visibly where there are none.</summary>
internal sealed class KernelTreeTheoryAttribute : TheoryAttribute
{
    public KernelTreeTheoryAttribute()
    {
        if (KernelTrees.Folder is null)
            Skip = "KERNEL_TREES names no folder with kernels (bench/kernel-trees.sh makes one)";
    }
}
