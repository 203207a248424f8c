using System.Collections.Immutable;
using KernelText.Syntax;
using KernelText.Types;

namespace KernelText.Declarations;

/// <summary>Lays out a record by the System V ABI for x86-64, with bit-fields as gcc has them.</summary>
internal static class LayoutBuilder
{
    public static (RecordLayout? Layout, string? Why) Build(
        RecordSyntax syntax,
        IScope scope,
        TypeResolver types,
        IConstants constants
    )
    {
        var members = ImmutableArray.CreateBuilder<Member>();
        var fields = new BitFieldWords();
        var (bits, largest, alignment) = (0L, 0L, 1);
        foreach (var member in syntax.Members)
        {
            var resolved = types.Resolve(member.Type, scope);
            if (resolved.Type.Size is not { } size)
                return (null, $"the size of {syntax.Name}'s member {member.Name} is not known: {Why(resolved.Type)}");
            var isPacked = syntax.Attributes.IsPacked || member.Attributes.IsPacked;
            var natural = isPacked ? 1 : Math.Max(resolved.Type.Alignment, resolved.Alignment);
            var wanted = Math.Max(natural, types.Alignment(member.Attributes, scope));
            if (syntax.IsUnion)
                bits = 0;
            if (member.Bits is null)
            {
                bits = Up(bits, wanted * 8L);
                alignment = Math.Max(alignment, wanted);
                members.Add(new(member.Name, resolved.Type, (int)(bits / 8)));
                fields.End();
                bits += size * 8;
            }
            else
            {
                var width = constants.Evaluate(member.Bits, scope);
                var word = size * 8;
                if (width < 0 || width > word)
                    return (null, $"the bit-field {member.Name} of {syntax.Name} has {width} bits");
                if (width == 0)
                {
                    bits = Up(bits, word);
                    fields.End();
                }
                else if (!isPacked && bits / word != (bits + width - 1) / word)
                    bits = Up(bits, word);
                else if (wanted > natural)
                    bits = Up(bits, wanted * 8L);
                var at = isPacked && bits / word != (bits + width - 1) / word ? bits / 8 * 8 : bits / word * word;
                if (bits - at + width > word)
                    return (null, $"the bit-field {member.Name} of {syntax.Name} lies in two words");
                if (width > 0 && member.Name.Length > 0)
                {
                    members.Add(new(member.Name, resolved.Type, (int)(at / 8), new((int)(bits - at), (int)width)));
                    alignment = Math.Max(alignment, wanted);
                    fields.Add(members.Count - 1);
                }
                bits += width;
            }
            largest = Math.Max(largest, bits);
            if (largest / 8 > int.MaxValue / 2)
                return (null, $"{syntax.Name} is too large");
        }
        alignment = Math.Max(alignment, types.Alignment(syntax.Attributes, scope));
        var bytes = Up(Up(largest, 8) / 8, alignment);
        if (!syntax.IsUnion)
            fields.Place(members, (int)bytes);
        return (new((int)bytes, alignment, members.ToImmutable()), null);
    }

    private static long Up(long value, long to) => (value + to - 1) / to * to;

    private static string Why(CType type) =>
        type switch
        {
            RecordType record => record.WhyUnknown ?? record.Name,
            ArrayType array => Why(array.Element),
            _ => $"no text that is read defines {type}",
        };
}
