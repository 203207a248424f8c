using System.Globalization;
using System.Text;

namespace KernelText.Tokens;

/// <summary>An integer constant with what its suffixes say.</summary>
/// <param name="Value">Its 64 bits.</param>
/// <param name="IsUnsigned">Has a <c>u</c>.</param>
/// <param name="Longs">Number of <c>l</c>.</param>
/// <param name="IsDecimal">Not octal, hexadecimal or binary, which may become unsigned by their value.</param>
internal readonly record struct IntegerLiteral(ulong Value, bool IsUnsigned, int Longs, bool IsDecimal);

/// <summary>The values of literals.</summary>
internal static class Literals
{
    /// <summary>Null for what is no integer of 64 bits, such as a floating constant.</summary>
    public static IntegerLiteral? Integer(string text)
    {
        var digits = text.AsSpan().TrimEnd("uUlL");
        var suffix = text.AsSpan(digits.Length);
        var unsigned = suffix.ContainsAny("uU");
        var longs = suffix.Count('l') + suffix.Count('L');
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(
                digits[2..],
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var hex
            )
                ? new(hex, unsigned, longs, false)
                : null;
        if (digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(
                digits[2..],
                NumberStyles.AllowBinarySpecifier,
                CultureInfo.InvariantCulture,
                out var bits
            )
                ? new(bits, unsigned, longs, false)
                : null;
        if (digits.Length > 1 && digits[0] == '0')
            return Octal(digits) is { } octal ? new(octal, unsigned, longs, false) : null;
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? new(value, unsigned, longs, true)
            : null;
    }

    /// <summary>The value of a character constant; null where it has none.</summary>
    public static long? Character(string text)
    {
        var start = text.IndexOf('\'', StringComparison.Ordinal);
        if (start < 0 || text.Length < start + 3)
            return null;
        var characters = Characters(text.AsSpan(start + 1, text.Length - start - 2));
        // More than one character: gcc shifts them into an int.
        return characters.Length == 0 ? null
            : characters.Length == 1 ? (sbyte)characters[0]
            : (int)characters.Aggregate(0u, (n, c) => (n << 8) | c);
    }

    /// <summary>The bytes of a string literal, without a zero at its end.</summary>
    public static byte[] String(string text)
    {
        var start = text.IndexOf('"', StringComparison.Ordinal);
        return Characters(text.AsSpan(start + 1, text.Length - start - 2));
    }

    private static ulong? Octal(ReadOnlySpan<char> digits)
    {
        var value = 0UL;
        foreach (var c in digits)
        {
            if (c is < '0' or > '7' || value >> 61 != 0)
                return null;
            value = (value << 3) | (uint)(c - '0');
        }
        return value;
    }

    private static byte[] Characters(ReadOnlySpan<char> text)
    {
        var result = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                if (text[i] < 128)
                    result.Add((byte)text[i]);
                else
                    result.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
                continue;
            }
            i++;
            if (text[i] is >= '0' and <= '7')
            {
                var value = 0;
                for (var n = 0; n < 3 && i < text.Length && text[i] is >= '0' and <= '7'; n++, i++)
                    value = value * 8 + (text[i] - '0');
                i--;
                result.Add((byte)value);
            }
            else if (text[i] == 'x')
            {
                var value = 0;
                for (i++; i < text.Length && char.IsAsciiHexDigit(text[i]); i++)
                    value = (value * 16 + Convert.ToInt32(text[i].ToString(), 16)) & 0xff;
                i--;
                result.Add((byte)value);
            }
            else if (text[i] is '\n' or '\r') { }
            else
            {
                result.Add(
                    (byte)(
                        text[i] switch
                        {
                            'n' => '\n',
                            't' => '\t',
                            'r' => '\r',
                            'a' => '\a',
                            'b' => '\b',
                            'f' => '\f',
                            'v' => '\v',
                            'e' => '\x1b',
                            var other => other,
                        }
                    )
                );
            }
        }
        return [.. result];
    }
}
