using System.Collections.Immutable;
using KernelText.Types;

namespace KernelText.Declarations;

/// <summary>
/// Which words the bit-fields of a record are read and written in. Those that follow each other are one memory
/// location, and no other member is (C11, 3.14): where the word of the declared type has another member in it, too,
/// they are in smaller ones.
/// </summary>
internal sealed class BitFieldWords
{
    private readonly List<List<int>> _runs =
    [
        [],
    ];

    /// <summary>A member that is a bit-field.</summary>
    /// <param name="member">Its number.</param>
    public void Add(int member) => _runs[^1].Add(member);

    /// <summary>What comes next is no neighbour of those before.</summary>
    public void End() => _runs.Add([]);

    /// <summary>Puts bit-fields that need it into smaller words.</summary>
    /// <param name="members">All members.</param>
    /// <param name="size">Of the record, in bytes.</param>
    public void Place(ImmutableArray<Member>.Builder members, int size)
    {
        foreach (var run in _runs.Where(run => run.Count > 0))
        {
            var own = run.Select(i => members[i]).ToArray();
            var others = members.Where((_, i) => !run.Contains(i)).Select(BytesOf).ToArray();
            if (own.All(m => !others.Any(o => Meet(o, WordOf(m))) && own.All(o => AreOne(WordOf(m), WordOf(o)))))
                continue;
            var first = own.Min(m => BytesOf(m).First);
            var end = own.Max(m => BytesOf(m).End);
            var limit = others
                .Where(o => o.First >= end)
                .Select(o => o.First)
                .Append(Math.Min(size, own.Max(m => WordOf(m).End)))
                .Min();
            var widest = own.Max(m => m.Type.Size ?? 1);
            for (var at = first; at < end; )
            {
                var bytes = (int)widest;
                while (at % bytes != 0 || at + bytes > limit)
                    bytes /= 2;
                foreach (var i in run.Where(i => BytesOf(members[i]) is var b && b.First >= at && b.End <= at + bytes))
                    members[i] = In(members[i], at, bytes);
                at += bytes;
            }
        }
    }

    private static Member In(Member member, int at, int bytes) =>
        member with
        {
            Offset = at,
            Bits = new((member.Offset * 8) + member.Bits!.Value.First - (at * 8), member.Bits.Value.Width, bytes),
        };

    private static (int First, int End) WordOf(Member member) =>
        (member.Offset, member.Offset + (int)(member.Type.Size ?? 0));

    private static (int First, int End) BytesOf(Member member) =>
        member.Bits is { } bits
            ? (((member.Offset * 8) + bits.First) / 8, ((member.Offset * 8) + bits.First + bits.Width + 7) / 8)
            : WordOf(member);

    private static bool Meet((int First, int End) a, (int First, int End) b) => a.First < b.End && b.First < a.End;

    private static bool AreOne((int First, int End) a, (int First, int End) b) => a == b || !Meet(a, b);
}
