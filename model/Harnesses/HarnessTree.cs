using System.Text;
using KernelText.Tokens;
using KernelText.Trees;

namespace PgmapCheck.Model.Harnesses;

/// <summary>A kernel tree with a harness in it: its C is one more file, which includes what it reads, as a file of the
/// kernel would.</summary>
internal static class HarnessTree
{
    // What C between braces can use without asking for it; a tree that lacks one of them is no kernel's, but a test's.
    private static readonly string[] s_headers =
    [
        "linux/kernel.h",
        "linux/slab.h",
        "linux/sched.h",
        "linux/mutex.h",
        "linux/spinlock.h",
        "linux/rcupdate.h",
        "linux/wait.h",
    ];

    /// <summary>The file that includes all that is read.</summary>
    public static string Prologue(Harness harness) => Path.GetFileName(harness.Path) + ".read";

    /// <summary>The tree with the harness.</summary>
    /// <exception cref="HarnessFormatException">It reads a file that the tree does not have.</exception>
    public static SourceTree Of(SourceTree tree, Harness harness)
    {
        var prologue = new StringBuilder();
        foreach (var header in s_headers.Where(header => tree.Find("include/" + header) is not null))
        {
            prologue.Append("#include <").Append(header).Append(">\n");
        }

        foreach (var (file, at) in harness.Reads)
        {
            if (tree.Find(file) is null)
            {
                throw new HarnessFormatException($"{at}: {tree.Name} has no file {file}");
            }

            prologue.Append("#include \"").Append(file).Append("\"\n");
        }

        return tree.WithFiles(harness.Unit, new SourceText(Prologue(harness), prologue.ToString()));
    }
}
