using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Strategies.Checkpoints;
using Interleave.Tests.RandomPrograms;

namespace Interleave.Tests.Search;

/// <summary>A search that is stopped and gone on with, in however many pieces, ends as one that was not.</summary>
public sealed class SavedSearchTests : IDisposable
{
    private static readonly ConcurrentProgram s_program = Given.Program(static machine => Fill(machine, 2));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saved");

    private string File => Path.Combine(_folder.FullName, "search");

    private CheckpointOptions Checkpoint => new(File, [KeyValuePair.Create("case", "mine")]);

    public void Dispose() => _folder.Delete(true);

    [Theory]
    [InlineData(true, true, 64)]
    [InlineData(true, false, 64)]
    [InlineData(false, true, 64)]
    [InlineData(true, true, 128)]
    public void Wherever_it_is_stopped_the_counts_are_those_of_one_search(bool symmetry, bool sleepSets, int bits)
    {
        var options = new SearchOptions
        {
            Symmetry = symmetry,
            SleepSets = sleepSets,
            FingerprintBits = bits,
        };
        var whole = Checker.Prove(s_program, options);

        Assert.True(whole.IsProof);
        for (var step = 1L; step < whole.States; step += 1 + (step / 2))
        {
            Assert.Equal(Facts(whole, true), Facts(InPieces(s_program, options, step), true));
        }
    }

    [Fact]
    public void Random_programs_end_with_the_same_counts_and_violations() =>
        Check.One(
            Repeatable.Config(100),
            Prop.ForAll(
                ProgramGenerator.WithInvariant,
                text =>
                {
                    var program = text.ToProgram();
                    var whole = Checker.Prove(program);
                    foreach (var step in (long[])[1, 7, 30])
                    {
                        Assert.Equal(Facts(whole, true), Facts(InPieces(program, new SearchOptions(), step), true));
                        Assert.Equal(
                            Facts(whole, false),
                            Facts(InPieces(program, new SearchOptions { Workers = 3, ShareAfter = 3 }, step), false)
                        );
                    }
                }
            )
        );

    [Fact]
    public void Threads_may_stop_it_and_go_on_with_it()
    {
        var whole = Checker.Prove(s_program);
        foreach (var step in (long[])[10, 70, 300])
        {
            var pieces = InPieces(s_program, new SearchOptions { Workers = 4, ShareAfter = 20 }, step);
            Assert.Equal(Facts(whole, false), Facts(pieces, false));
        }
    }

    [Fact]
    public void Being_kept_now_and_then_changes_nothing()
    {
        var options = new SearchOptions { Symmetry = false, Checkpoint = Checkpoint with { Every = TimeSpan.Zero } };
        var whole = Checker.Prove(s_program, options with { Checkpoint = null });

        Assert.Equal(Facts(whole, true), Facts(Checker.Prove(s_program, options), true));
        Assert.Equal([File], _folder.EnumerateFiles().Select(file => file.FullName));
        var resumed = Checker.Prove(s_program, options with { Checkpoint = Checkpoint with { Resume = true } });
        Assert.Equal(Facts(whole, true), Facts(resumed, true));
    }

    [Fact]
    public void An_interrupt_keeps_it()
    {
        var options = new SearchOptions
        {
            Symmetry = false,
            Checkpoint = Checkpoint,
            Cancellation = new System.Threading.CancellationToken(true),
        };
        var whole = Checker.Prove(s_program, options with { Checkpoint = null, Cancellation = default });

        var interrupted = Checker.Prove(s_program, options);
        var resumed = Checker.Prove(
            s_program,
            options with
            {
                Checkpoint = Checkpoint with { Resume = true },
                Cancellation = default,
            }
        );

        Assert.Equal("interrupted", interrupted.Incomplete);
        Assert.InRange(interrupted.States, 1, whole.States - 1);
        Assert.Equal(Facts(whole, true), Facts(resumed, true));
    }

    [Fact]
    public void An_interrupt_keeps_it_while_it_finds_out_what_steps_are_persistent()
    {
        var options = new SearchOptions
        {
            PersistentSetsAfter = 20,
            Checkpoint = Checkpoint,
            Cancellation = new System.Threading.CancellationToken(true),
        };
        var program = Given.Program(static machine =>
        {
            var (x, y, mutex) = (machine.Cell("x"), machine.Cell("y"), machine.Mutex("lock"));
            machine.Fiber("a", () => Work(machine, x, y, mutex, 2));
            machine.Fiber("b", () => Work(machine, x, y, mutex, 3));
        });
        var whole = Checker.Prove(program, options with { Checkpoint = null, Cancellation = default });

        var interrupted = Checker.Prove(program, options);
        var resumed = Checker.Prove(
            program,
            options with
            {
                Checkpoint = Checkpoint with { Resume = true },
                Cancellation = default,
            }
        );

        Assert.Equal("interrupted", interrupted.Incomplete);
        Assert.True(resumed.IsProof);
        Assert.Equal(Facts(whole, false), Facts(resumed, false));
    }

    [Fact]
    public void What_it_is_not_a_search_of_is_named()
    {
        Stop(new SearchOptions(), s_program);
        var saved = CheckpointHeader.Read(File);

        Assert.Null(saved.Refusal([KeyValuePair.Create("case", "mine")]));
        Assert.Equal("it has case mine, and this run other", saved.Refusal([KeyValuePair.Create("case", "other")]));
        Assert.Equal(
            "it has model none, and this run 1",
            saved.Refusal([KeyValuePair.Create("case", "mine"), KeyValuePair.Create("model", "1")])
        );
    }

    [Fact]
    public void Another_program_of_the_same_name_is_refused()
    {
        Stop(new SearchOptions(), s_program);

        var refused = Assert.Throws<FormatException>(() =>
            Checker.Prove(
                Given.Program(static machine => Fill(machine, 1)),
                new SearchOptions { Checkpoint = Checkpoint with { Resume = true } }
            )
        );
        Assert.Equal("its program is another one: from equal local states it goes on differently", refused.Message);
    }

    [Fact]
    public void A_file_with_one_changed_byte_or_without_its_end_is_refused()
    {
        Stop(new SearchOptions(), s_program);
        var bytes = System.IO.File.ReadAllBytes(File);
        foreach (
            var changed in (byte[][])
                [
                    [],
                    bytes[..^1],
                    Changed(bytes, 3),
                    Changed(bytes, bytes.Length / 2),
                    Changed(bytes, bytes.Length - 1),
                ]
        )
        {
            System.IO.File.WriteAllBytes(File, changed);
            Assert.Throws<FormatException>(() => CheckpointHeader.Read(File));
        }
    }

    [Fact]
    public void Where_it_cannot_be_kept_the_verdict_says_so()
    {
        var checkpoint = new CheckpointOptions(Path.Combine(Path.GetTempFileName(), "below"), []);
        var verdict = Checker.Prove(
            s_program,
            new SearchOptions
            {
                Checkpoint = checkpoint,
                Bounds = new SearchBounds { MaxStates = 100 },
            }
        );

        Assert.Equal("stopped at 100 states", verdict.Incomplete);
        Assert.StartsWith(
            $"the search cannot be kept in '{checkpoint.Path}' (",
            Assert.Single(verdict.Notes),
            StringComparison.Ordinal
        );
        System.IO.File.Delete(Path.GetDirectoryName(checkpoint.Path)!);
    }

    [Fact]
    public void Where_it_no_longer_fits_into_memory_what_it_has_found_is_still_said()
    {
        var options = new SearchOptions
        {
            Symmetry = false,
            SleepSets = false,
            PersistentSets = false,
            Checkpoint = Checkpoint,
        };
        var program = Given.Program(static machine =>
        {
            Fill(machine, 9);
            var x = machine.Cells[0];
            machine.Properties.Always("x is small", state => state[x] < 20 ? null : "it is large");
        });
        var stopped = Checker.Prove(program, options with { Bounds = new SearchBounds { MaxStates = 20_000 } });
        var resumed = Checker.Prove(
            program,
            options with
            {
                Checkpoint = Checkpoint with { Resume = true },
                Bounds = new SearchBounds { MaxBytes = 1 },
            }
        );

        Assert.Single(stopped.Counterexamples);
        Assert.Equal("stopped at 1 byte", resumed.Incomplete);
        Assert.Equal(Shown(stopped), Shown(resumed));
        Assert.InRange(resumed.Transitions, stopped.Transitions, long.MaxValue);

        static string Shown(Verdict verdict) =>
            string.Join("; ", verdict.Counterexamples.Select(found => $"{found.Violation} {found.Schedule}"));
    }

    private static byte[] Changed(byte[] bytes, int at) =>
        [.. bytes[..at], (byte)(bytes[at] + 1), .. bytes[(at + 1)..]];

    // Lets the search see so many states, then twice as many, in a process of its own as far as it can tell, until it
    // is through.
    private Verdict InPieces(ConcurrentProgram program, SearchOptions options, long step)
    {
        System.IO.File.Delete(File);
        for (var most = step; ; most *= 2)
        {
            var verdict = Checker.Prove(
                program,
                options with
                {
                    Bounds = new SearchBounds { MaxStates = most },
                    Checkpoint = Checkpoint with { Resume = System.IO.File.Exists(File) },
                }
            );
            if (verdict.Complete)
            {
                return verdict;
            }

            Assert.Empty(verdict.Notes);
        }
    }

    private void Stop(SearchOptions options, ConcurrentProgram program) =>
        Checker.Prove(
            program,
            options with
            {
                Checkpoint = Checkpoint,
                Bounds = new SearchBounds { MaxStates = 100 },
            }
        );

    private static string Facts(Verdict verdict, bool isOneThread) =>
        $"{verdict.States} states, {(isOneThread ? verdict.Transitions : 0)} transitions, "
        + $"{(isOneThread ? verdict.Depth : 0)} deep, "
        + $"never {string.Join("; ", verdict.NeverReached)}, violated "
        + string.Join(
            "; ",
            verdict
                .Counterexamples.Select(found => $"{found.Violation.Property} {(isOneThread ? found.Schedule : null)}")
                .Order()
        );

    private static void Fill(Machine machine, int rounds)
    {
        var x = machine.Cell("x");
        var y = machine.Cell("y");
        var mutex = machine.Mutex("lock");
        for (var i = 0; i < 3; i++)
        {
            machine.Fiber($"f{i}", () => Work(machine, x, y, mutex, rounds));
        }

        machine.Properties.Sometimes("x is six", state => state[x] == 6);
    }

    private static async Routine Work(Machine machine, Cell x, Cell y, Mutex mutex, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            await mutex.Acquire();
            await x.Add(1);
            await mutex.Release();
            await y.Store(await machine.Choose(2, "way"));
        }
    }
}
