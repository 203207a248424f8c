using System.Globalization;
using System.Text;

namespace Litmus.Tests.Machine;

/// <summary>Small random litmus tests, as files have them: two or three threads with dependencies, branches, barriers,
/// read-modify-writes, locks, and sections and grace periods of RCU. The same seed gives the same test.</summary>
internal static class RandomTests
{
    public static string Of(int seed) => Of(seed, hasBranches: false);

    /// <summary>Tests in which every other thread has a barrier on one way of a branch.</summary>
    public static string WithBranches(int seed) => Of(seed, hasBranches: true);

    private static string Of(int seed, bool hasBranches)
    {
        var random = new Random(seed);
        var (threads, isRing) = (random.Next(3) == 0 ? 3 : 2, random.Next(2) == 0);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"C random-{seed}\n{{}}\n");
        var observed = new List<string>();
        for (var i = 0; i < threads; i++)
        {
            var thread =
                isRing || hasBranches
                    ? new Thread(random, i, threads, hasBranches)
                    : new Thread(random, threads == 3 ? 2 : 3);
            text.Append(
                CultureInfo.InvariantCulture,
                $"P{i}(int *x, int *y, int *z, atomic_t *a, spinlock_t *l)\n{{\n{thread.Text}}}\n"
            );
            observed.AddRange(Enumerable.Range(0, thread.Registers).Select(r => $"{i}:r{r}=0"));
        }

        return text.Append(
                CultureInfo.InvariantCulture,
                $"exists ({string.Join(" /\\ ", [.. observed, "x=0", "y=0", "z=0", "a=0"])})\n"
            )
            .ToString();
    }

    private sealed class Thread
    {
        // Kinds of accesses: stores first, then reads.
        private const int FirstRead = 4;
        private const int MostKinds = 12;

        private readonly Random _random;
        private readonly StringBuilder _text = new();

        public Thread(Random random, int most)
        {
            _random = random;
            var count = random.Next(2, most + 1);
            var (from, kind) = (random.Next(count), random.Next(8)); // where a section begins, and which
            for (var i = 0; i < count; i++)
            {
                var isLast = i == count - 1;
                Add(i == from ? Opening(kind) : "");
                Access("xy"[random.Next(2)], random.Next(MostKinds));
                Add(
                    i == from && isLast ? Closing(kind)
                    : isLast && i > from ? Closing(kind)
                    : ""
                );
                if (!isLast)
                {
                    Add(Between());
                }
            }
        }

        // Two accesses to neighbours in a ring: message passing, store and load buffering and their relatives. Few
        // others tell memories apart.
        public Thread(Random random, int number, int threads, bool hasBranches)
        {
            _random = random;
            var kind = random.Next(8);
            Add(Opening(kind));
            Access("xyz"[number], random.Next(3) == 0 ? random.Next(MostKinds) : MostKinds);
            var isOver = random.Next(4) == 0;
            Add(isOver ? Closing(kind) : "");
            Add(hasBranches && Registers > 0 ? Branch() : Between());
            Access("xyz"[(number + 1) % threads], random.Next(random.Next(2) == 0 ? MostKinds : FirstRead));
            Add(isOver ? "" : Closing(kind));
        }

        public int Registers { get; private set; }

        public string Text => _text.ToString();

        private static string Opening(int kind) =>
            kind switch
            {
                0 or 1 => "rcu_read_lock();",
                2 => "spin_lock(l);",
                _ => "",
            };

        private static string Closing(int kind) =>
            kind switch
            {
                0 or 1 => "rcu_read_unlock();",
                2 => "spin_unlock(l);",
                _ => "",
            };

        private string Between() =>
            _random.Next(18) switch
            {
                0 => "smp_mb();",
                1 or 2 => "smp_wmb();",
                3 or 4 => "smp_rmb();",
                5 or 6 => "synchronize_rcu();",
                _ => "",
            };

        private string Branch() =>
            _random.Next(6) switch
            {
                0 => "if (r0) { smp_mb(); }",
                1 => "if (!r0) { smp_mb(); }",
                2 => "if (r0 == 1) { synchronize_rcu(); }",
                3 => "if (!r0) { spin_lock(l); spin_unlock(l); }",
                4 => "if (r0 != 1) { smp_mb(); } else { smp_rmb(); }",
                _ => "",
            };

        private void Access(char cell, int kind)
        {
            var condition = Registers > 0 && _random.Next(3) == 0 ? $"if (r{_random.Next(Registers)}) " : "";
            switch (kind)
            {
                case 0 or 1 or 2:
                    Add($"{condition}{{ WRITE_ONCE(*{cell}, {Value()}); }}");
                    break;
                case 3:
                    Add($"{condition}{{ smp_store_release({cell}, {Value()}); }}");
                    break;
                case 4:
                    Read($"smp_load_acquire({cell})");
                    break;
                case 5:
                    Read($"atomic_{Change()}");
                    break;
                case 6:
                    Read("spin_is_locked(l)");
                    break;
                default:
                    Read($"READ_ONCE(*{cell})");
                    break;
            }
        }

        private string Value() =>
            Registers > 0 && _random.Next(3) == 0
                ? $"r{_random.Next(Registers)} + 1"
                : _random.Next(1, 3).ToString(CultureInfo.InvariantCulture);

        private string Change() =>
            _random.Next(5) switch
            {
                0 => "xchg_relaxed(a, 1)",
                1 => "xchg_release(a, 1)",
                2 => "inc_return_relaxed(a)",
                3 => "cmpxchg_acquire(a, 0, 2)",
                _ => "xchg(a, 2)",
            };

        private void Read(string value) => Add($"int r{Registers++} = {value};");

        private void Add(string line)
        {
            if (line != "")
            {
                _text.Append('\t').Append(line).Append('\n');
            }
        }
    }
}
