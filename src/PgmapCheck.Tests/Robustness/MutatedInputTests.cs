using System.Text;
using Litmus;
using Litmus.Reading;
using PgmapCheck.Blobs;
using PgmapCheck.Model.Programs;
using PgmapCheck.Properties;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Robustness;

/// <summary>Files with a few bytes changed: each is read or refused in a line, and nothing else happens.</summary>
public sealed class MutatedInputTests : IDisposable
{
    private const int Inputs = 1000; // of each kind

    private const string Scenario =
        "scenario x \"y\"\npgmap p fsdax pages=2\npgmap q unmanaged unbound over p\nfile f on p[0..1] xfs sparse\n"
        + "page o\nthread \"a\" holds p[0], key\n  truncate f\n  signal s\nthread \"b\" holds pin p[1]\n  wait s\n"
        + "  release_pages p[1] o\nexpect violated \"an idle page wakes its waiters\" on v4.18..v5.2\n";

    private const string Test =
        "C x\n\n{\n\tint a = 1;\n}\n\nP0(int *a, int *b)\n{\n\tint r0;\n\n\tr0 = READ_ONCE(*a);\n\tif (r0)\n"
        + "\t\tsmp_store_release(b, 2147483647);\n}\n\nexists (0:r0=1 /\\ b=0)\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_trace_is_followed_or_refused()
    {
        CliRun.Of("check", "put-vs-wait", "--traces", _folder.Path);
        var trace = File.ReadAllText(Directory.GetFiles(_folder.Path, "*.trace", SearchOption.AllDirectories).Single());
        foreach (var text in Mutants(trace, 1))
        {
            var run = CliRun.Of("replay", _folder.Write("a.trace", text), "--quiet");
            Assert.True(run.Exit is 0 or 1 or 5, $"exit {run.Exit}: {run.Error}\n{text}");
        }
    }

    [Fact]
    public void A_scenario_is_read_or_refused()
    {
        foreach (var text in Mutants(Scenario, 2))
        {
            try
            {
                var program = ScenarioReader.Read(text, "x", KernelProperties.Names);
                Assert.Equal(
                    program.ToString(),
                    ScenarioReader.Read(program.ToString(), "x", KernelProperties.Names).ToString()
                );
            }
            catch (ScenarioFormatException e)
            {
                Assert.All(e.Message.Split('\n'), line => Assert.InRange(line.Length, 1, 400));
            }
        }
    }

    [Fact]
    public void A_blob_is_refused_whatever_was_changed()
    {
        var file = _folder.File("shards/1.json");
        CliRun.Of("check", "put-vs-wait", "v0.1/locked-update", "--no-traces", "--quiet", "--blob", file);
        var blob = File.ReadAllText(file);
        foreach (var text in Mutants(blob, 3).Where(text => text != blob))
        {
            File.WriteAllText(file, text);
            var run = CliRun.Of("merge-reports", _folder.File("shards"));
            Assert.True(run.Exit is 1 or 4, $"exit {run.Exit}: {run.Error}\n{text}");
        }
    }

    // With a checksum that is right, as whoever means harm would write it.
    [Fact]
    public void What_a_blob_says_is_looked_at_although_its_checksum_is_right()
    {
        var file = _folder.File("1.json");
        CliRun.Of("check", "put-vs-wait", "v0.1/locked-update", "--no-traces", "--quiet", "--blob", file);
        var blob = File.ReadAllText(file);
        var checksum = BlobFile.Read(file)!.Sha256;
        foreach (var text in Mutants(blob, 4).Take(Inputs / 2))
        {
            File.WriteAllText(file, BlobFile.Seal(text, checksum));
            var run = CliRun.Of("merge-reports", _folder.Path, "--no-traces");
            Assert.True(run.Exit is 1 or 2 or 4 or 6, $"exit {run.Exit}: {run.Error}{run.Out}\n{text}");
        }
    }

    [Fact]
    public void A_litmus_test_is_read_or_refused()
    {
        foreach (var text in Mutants(Test, 5).Take(Inputs / 2))
        {
            try
            {
                LitmusReader.Read("x", text);
            }
            catch (LitmusFileException e)
            {
                Assert.InRange(e.Message.Length, 1, 400);
            }
        }
    }

    // The seed makes them; a failure shows the text.
    private static IEnumerable<string> Mutants(string text, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Inputs; i++)
        {
            var mutant = new StringBuilder(text);
            for (var changes = random.Next(1, 5); changes > 0; changes--)
            {
                Mutate(mutant, random);
            }

            yield return mutant.ToString();
        }
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        string[] pieces =
        [
            "0",
            "2147483648",
            "-1",
            "99999999999999999999",
            " ",
            "\n",
            "\"",
            "[",
            "]",
            "x",
            "\u0001",
            "\ufeff",
            "\u20ac",
            "..",
            "#",
            "{}",
            "null",
        ];
        var at = random.Next(text.Length + 1);
        var length = Math.Min(random.Next(1, 12), text.Length - at);
        switch (random.Next(5))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(at, pieces[random.Next(pieces.Length)]);
                break;
            case 2 when at < text.Length:
                text[at] = (char)random.Next(1, 127);
                break;
            case 3:
                text.Insert(random.Next(text.Length + 1), text.ToString(at, length));
                break;
            default:
                text.Length = random.Next(4) == 0 ? at : text.Length;
                break;
        }
    }
}
