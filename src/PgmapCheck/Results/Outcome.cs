namespace PgmapCheck.Results;

/// <summary>How a case ended.</summary>
internal enum Outcome
{
    /// <summary>Everything holds, within the stated bounds.</summary>
    Proved,

    /// <summary>It violates exactly what its file says that it does.</summary>
    ExpectedViolation,

    /// <summary>What it violates is known to whoever asked for what is new.</summary>
    KnownViolation,

    /// <summary>A property is violated.</summary>
    Violated,

    /// <summary>It violates something else than its file says, or not what it says.</summary>
    ExpectationNotMet,

    /// <summary>Something that should be reached never is.</summary>
    NeverReached,

    /// <summary>The search left something out, and nothing is violated as far as it went.</summary>
    Incomplete,

    /// <summary>There is no verdict.</summary>
    Error,
}

/// <summary>Outcomes in words, and what they make of a run: the only place that says so.</summary>
internal static class Outcomes
{
    /// <summary>The same in every format.</summary>
    public static string Word(this Outcome outcome) =>
        outcome switch
        {
            Outcome.Proved => "proved",
            Outcome.ExpectedViolation => "expected violation",
            Outcome.KnownViolation => "known violation",
            Outcome.Violated => "violated",
            Outcome.ExpectationNotMet => "expectation not met",
            Outcome.NeverReached => "never reached",
            Outcome.Incomplete => "incomplete",
            _ => "error",
        };

    /// <summary>What it alone would make the exit code.</summary>
    public static ExitCode ExitCode(this Outcome outcome) =>
        outcome switch
        {
            Outcome.Proved or Outcome.ExpectedViolation or Outcome.KnownViolation => PgmapCheck.ExitCode.Held,
            Outcome.Violated or Outcome.ExpectationNotMet => PgmapCheck.ExitCode.Violated,
            Outcome.NeverReached => PgmapCheck.ExitCode.Vacuous,
            Outcome.Incomplete => PgmapCheck.ExitCode.Incomplete,
            _ => PgmapCheck.ExitCode.Internal,
        };

    /// <summary>What an exit code means in a run with these outcomes.</summary>
    public static string Describe(ExitCode code, IReadOnlyCollection<Outcome> outcomes)
    {
        int Count(Outcome outcome) => outcomes.Count(other => other == outcome);
        return code switch
        {
            PgmapCheck.ExitCode.Held when Count(Outcome.KnownViolation) is > 0 and var known =>
                $"nothing new: {Quantity.Of(known, "case")} with known violations only",
            PgmapCheck.ExitCode.Held when Count(Outcome.ExpectedViolation) > 0 => "all as expected",
            PgmapCheck.ExitCode.Violated when Count(Outcome.Violated) == 0 && Count(Outcome.ExpectationNotMet) > 0 =>
                "an expectation was not met",
            PgmapCheck.ExitCode.Violated when Count(Outcome.KnownViolation) > 0 => "a property was violated that is "
                + "not known",
            _ => code.Word(),
        };
    }
}
