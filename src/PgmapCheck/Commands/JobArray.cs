using System.Globalization;
using PgmapCheck.Cases;

namespace PgmapCheck.Commands;

/// <summary>
/// The shard that a job array's variables name. Kubernetes counts from 0 and does not tell how many there are
/// (<c>JOB_COMPLETION_INDEX</c>); a Slurm array begins and steps as its user likes (<c>SLURM_ARRAY_TASK_ID</c>, with
/// <c>_MIN</c>, <c>_STEP</c> and <c>_COUNT</c>); GitLab counts from 1 (<c>CI_NODE_INDEX</c>, <c>CI_NODE_TOTAL</c>).
/// </summary>
internal static class JobArray
{
    private const string Kubernetes = "JOB_COMPLETION_INDEX";
    private const string Slurm = "SLURM_ARRAY_TASK_ID";
    private const string GitLab = "CI_NODE_INDEX";

    /// <summary>The shard, and the variable that names it; null outside of an array.</summary>
    /// <param name="variables">The environment.</param>
    /// <param name="count">How many shards there are; null if the variables are to tell.</param>
    /// <exception cref="UsageException">The variables contradict each other, or do not tell enough.</exception>
    public static (Shard Shard, string Variable)? Shard(Func<string, string?> variables, int? count)
    {
        string[] present =
        [
            .. ((string[])[Kubernetes, Slurm, GitLab]).Where(name => variables(name) is { Length: > 0 }),
        ];
        return present switch
        {
            [] => null,
            [Kubernetes] => (Of(Kubernetes, Number(Kubernetes, 0) + 1, count), Kubernetes),
            [Slurm] => (Of(Slurm, SlurmIndex(), count ?? Number("SLURM_ARRAY_TASK_COUNT", 1)), Slurm),
            [GitLab] => (Of(GitLab, Number(GitLab, 1), count ?? Number("CI_NODE_TOTAL", 1)), GitLab),
            _ => throw new UsageException(
                $"{string.Join(" and ", present)} are set: say which shard this is with --shard, such as --shard 2/8"
            ),
        };

        int SlurmIndex()
        {
            var (id, first) = (Number(Slurm, 0), Number("SLURM_ARRAY_TASK_MIN", 0));
            return ((id - first) / Number("SLURM_ARRAY_TASK_STEP", 1)) + 1;
        }

        int Number(string name, int min) =>
            int.TryParse(variables(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number < Cases.Shard.MaxCount * 100
                ? number
                : throw new UsageException($"{name}: expected a whole number from {min} up, found '{variables(name)}'");
    }

    private static Shard Of(string variable, int index, int? count) =>
        count switch
        {
            null => throw new UsageException(
                $"{variable} is set and does not tell how many shards there are: use --shards N, or --shard 1/1 for "
                    + "all cases"
            ),
            { } total when index < 1 || index > total => throw new UsageException(
                $"{variable} makes this shard {index}, and there are {total}"
            ),
            { } total => new Shard(index, total),
        };
}
