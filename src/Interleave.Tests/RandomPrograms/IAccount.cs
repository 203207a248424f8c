namespace Interleave.Tests.RandomPrograms;

/// <summary>What somebody says can come of a program.</summary>
internal interface IAccount
{
    /// <summary>Who says it, for messages.</summary>
    string Name { get; }

    /// <summary>How its executions can end, in words.</summary>
    IReadOnlySet<string> Outcomes { get; }

    /// <summary>What can be violated, each with its kind, in order.</summary>
    IEnumerable<string> Violated { get; }

    /// <summary>What no state shows that some state should.</summary>
    IEnumerable<string> NeverReached { get; }
}
