using PgmapCheck.Cases;
using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>A small kernel tree of our own, in which only static keys are text.</summary>
internal sealed class SmallTree : IDisposable
{
    /// <summary>When a user of a static key is its first, rightly.</summary>
    public const string Right = "== 0";

    /// <summary>The same, wrongly.</summary>
    public const string Wrong = "== 1";

    public SmallTree()
    {
        Folder.Write("Makefile", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 7\n");
        Directory.CreateDirectory(Folder.File("kernel"));
        WriteKey();
    }

    /// <summary>Where it is.</summary>
    public TemporaryFolder Folder { get; } = new();

    public void Dispose() => Folder.Dispose();

    /// <summary>Runs the tool on the tree.</summary>
    public CliRun Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Run(
            [.. arguments, "--kernel-tree", Folder.Path],
            new Terminal(output, error),
            () => Catalogue.Known
        );
        return new CliRun(exit, output.ToString(), error.ToString());
    }

    /// <summary>Writes the functions of static keys.</summary>
    /// <param name="isFirst">What the count has to be for a user to be the first.</param>
    /// <param name="isLast">When one is the last.</param>
    public void WriteKey(string isFirst = Right, string isLast = "atomic_dec_and_test(&key->enabled)") =>
        Folder.Write(
            System.IO.Path.Combine("kernel", "jump_label.c"),
            $$"""
            typedef struct { int counter; } atomic_t;
            struct mutex { int owner; };
            struct static_key { atomic_t enabled; };
            static struct mutex jump_label_mutex;
            void static_key_slow_inc(struct static_key *key)
            {
            	mutex_lock(&jump_label_mutex);
            	if (atomic_read(&key->enabled) {{isFirst}}) {
            		atomic_set(&key->enabled, -1);
            		jump_label_update(key);
            		atomic_set(&key->enabled, 1);
            	} else {
            		atomic_inc(&key->enabled);
            	}
            	mutex_unlock(&jump_label_mutex);
            }
            void static_key_slow_dec(struct static_key *key)
            {
            	mutex_lock(&jump_label_mutex);
            	if ({{isLast}})
            		jump_label_update(key);
            	mutex_unlock(&jump_label_mutex);
            }

            """
        );
}
