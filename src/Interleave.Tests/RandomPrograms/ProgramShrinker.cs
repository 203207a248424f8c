namespace Interleave.Tests.RandomPrograms;

/// <summary>Makes a failing program smaller: fewer fibers, fewer and simpler statements, fewer properties.</summary>
internal static class ProgramShrinker
{
    public static IEnumerable<ProgramText> Shrink(ProgramText text)
    {
        for (var i = 0; i < text.Roles.Length; i++)
        {
            var role = text.Roles[i];
            if (text.Roles.Length > 1)
            {
                yield return text with
                {
                    Roles = text.Roles.RemoveAt(i),
                };
            }

            foreach (var smaller in Shrink(role))
            {
                yield return text with
                {
                    Roles = text.Roles.SetItem(i, smaller),
                };
            }
        }

        if (text.AtEnd is not null)
        {
            yield return text with
            {
                AtEnd = null,
            };
        }

        if (text.Never is not null)
        {
            yield return text with
            {
                Never = null,
            };
        }

        foreach (var seen in text.NeverSeen)
        {
            yield return text with
            {
                NeverSeen = text.NeverSeen.Remove(seen),
            };
        }

        foreach (var seen in text.SometimesSeen)
        {
            yield return text with
            {
                SometimesSeen = text.SometimesSeen.Remove(seen),
            };
        }

        if (text.CanFree)
        {
            yield return text with
            {
                CanFree = false,
            };
        }
    }

    private static IEnumerable<Role> Shrink(Role role)
    {
        if (role.Fibers > 1)
        {
            yield return role with
            {
                Fibers = role.Fibers - 1,
            };
        }

        if (role.IsDaemon)
        {
            yield return role with
            {
                IsDaemon = false,
            };
        }

        foreach (var body in Shrink(role.Body))
        {
            yield return role with
            {
                Body = body,
            };
        }
    }

    private static IEnumerable<Block> Shrink(Block block)
    {
        for (var i = 0; i < block.Statements.Length; i++)
        {
            var without = block.Statements.RemoveAt(i);
            yield return new Block(without);
            if (block.Statements[i] is not Compound compound)
            {
                continue;
            }

            yield return new Block(without.InsertRange(i, compound.Body.Statements));
            foreach (var body in Shrink(compound.Body))
            {
                yield return new Block(block.Statements.SetItem(i, compound with { Body = body }));
            }
        }
    }
}
