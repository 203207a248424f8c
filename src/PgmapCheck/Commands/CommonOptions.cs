using System.CommandLine;
using Interleave.Memory;
using Interleave.Search;

namespace PgmapCheck.Commands;

/// <summary>Options that several commands have.</summary>
/// <remarks>
/// Options take text, and <see cref="Amounts"/> reads it: an <c>Option&lt;T&gt;</c> of a value type would cost a
/// start-up a few dozen methods to compile.
/// </remarks>
internal static class CommonOptions
{
    private const int MostJobs = 256;

    /// <summary><c>--no-color</c>, on every command.</summary>
    public static Option<bool> NoColour { get; } =
        new("--no-color") { Description = "No colours; the same as NO_COLOR=1", Recursive = true };

    public static Option<string> Traces() =>
        new("--traces")
        {
            Description = "Where failing traces are written",
            HelpName = "DIR",
            DefaultValueFactory = _ => "traces",
        };

    public static Option<bool> NoTraces() => new("--no-traces") { Description = "Write no traces" };

    /// <summary>Strong unless something else is asked for: the kernel's locks go to who has waited longest.</summary>
    public static Option<string> Liveness() =>
        OneOf(
            "--liveness",
            "Prove also that every fair execution ends. weak: a continuously enabled thread eventually runs; strong: a "
                + "thread enabled infinitely often eventually runs",
            "strong",
            "weak",
            "off"
        );

    /// <summary>What was asked for.</summary>
    public static Liveness LivenessOf(this ParseResult parsed, Option<string> option) =>
        Enum.Parse<Liveness>(parsed.GetRequiredValue(option), true);

    /// <summary>Which orders of memory accesses are looked at.</summary>
    public static Option<string> Memory() =>
        OneOf(
            "--memory",
            "sc: a step is seen by all CPUs at once; tso: stores wait in buffers, as on x86; weak: loads may find old "
                + "values, as "
                + "the kernel's memory model allows",
            "sc",
            "tso",
            "weak"
        );

    /// <summary>Whether steps may be taken before earlier loads, too.</summary>
    public static Option<bool> LoadBuffering() =>
        new("--load-buffering")
        {
            Description =
                "With --memory weak: a step may also be taken before earlier loads that it does not depend on; for small "
                + "programs",
        };

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Load buffering was asked for on a memory that has none.</exception>
    public static MemoryModel MemoryOf(this ParseResult parsed, Option<string> option, Option<bool> loadBuffering) =>
        !parsed.GetValue(loadBuffering) ? parsed.MemoryOf(option)
        : parsed.MemoryOf(option) == MemoryModel.Weak ? MemoryModel.LoadBuffering
        : throw new UsageException("--load-buffering is about --memory weak: give both");

    /// <summary>What was asked for.</summary>
    public static MemoryModel MemoryOf(this ParseResult parsed, Option<string> option) =>
        parsed.GetRequiredValue(option) switch
        {
            "tso" => MemoryModel.Tso,
            "weak" => MemoryModel.Weak,
            _ => MemoryModel.Sequential,
        };

    /// <summary>The liveness that was asked for; if none was, the default where it can be decided, and off
    /// elsewhere.</summary>
    public static Liveness LivenessUnder(
        ParseResult parsed,
        Option<string> liveness,
        Option<string> memory,
        bool canDecide
    ) =>
        parsed.GetResult(liveness) is { Implicit: false }
        || (canDecide && parsed.MemoryOf(memory) == MemoryModel.Sequential)
            ? parsed.LivenessOf(liveness)
            : Interleave.Search.Liveness.Off;

    /// <summary>How many cases are searched at a time.</summary>
    public static Option<string?> Jobs() =>
        Amount(
            "--jobs",
            "Cases searched at a time; what is found does not depend on it [default: one for each processor]"
        );

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">It is no number, or out of range.</exception>
    public static int JobsOf(this ParseResult parsed, Option<string?> option) =>
        (int)(parsed.Number(option, 1, MostJobs) ?? Math.Min(MostJobs, Environment.ProcessorCount));

    /// <summary>An option that takes one of a few words; the first is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => words[0],
        };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <summary>An option that takes a number, a time or a size.</summary>
    public static Option<string?> Amount(string name, string description, string helpName = "N") =>
        new(name) { Description = description, HelpName = helpName };

    /// <summary>A whole number; null if it was not given.</summary>
    /// <exception cref="UsageException">It is none, or less than <paramref name="min"/>.</exception>
    public static long? Number(this ParseResult parsed, Option<string?> option, long min, long max = long.MaxValue) =>
        Read(parsed, option, $"a whole number from {min} up", text => Amounts.Number(text, min, max));

    /// <summary>A time; null if it was not given.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TimeSpan? Time(this ParseResult parsed, Option<string?> option) =>
        Read(parsed, option, "a time such as 60s, 5m or 1h", Amounts.Time);

    /// <summary>A number of bytes; null if it was not given.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static long? Size(this ParseResult parsed, Option<string?> option) =>
        Read(parsed, option, "a size such as 512MiB or 2GiB", Amounts.Bytes);

    /// <summary>The terminal as the options want it.</summary>
    public static Terminal Terminal(this ParseResult parsed, Terminal terminal) =>
        parsed.GetValue(NoColour) ? terminal with { HasColour = false } : terminal;

    private static T? Read<T>(ParseResult parsed, Option<string?> option, string expected, Func<string, T?> read)
        where T : struct
    {
        var text = parsed.GetValue(option);
        return text is null
            ? null
            : read(text) ?? throw new UsageException($"{option.Name}: expected {expected}, found '{text}'");
    }
}
