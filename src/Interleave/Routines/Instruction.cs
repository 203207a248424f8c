using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Interleave.Routines;

/// <summary>One instruction of a method's intermediate language (ECMA-335, partition III).</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Code">What it does.</param>
/// <param name="Operand">Its number or token; the targets of branches are in <paramref name="Targets"/>.</param>
/// <param name="Targets">Offsets that it may branch to.</param>
internal readonly record struct Instruction(int Offset, OpCode Code, int Operand, int[] Targets)
{
    private static readonly Lazy<Dictionary<short, OpCode>> s_codes = new(() =>
        typeof(OpCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (OpCode)field.GetValue(null)!)
            .ToDictionary(code => code.Value)
    );

    /// <summary>True if what follows it is not what runs next.</summary>
    public bool IsEnd => Code.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw;

    /// <summary>The integer that it pushes; null if it pushes none, or one that is not written in it.</summary>
    public int? Constant =>
        Code.Name! switch
        {
            "ldc.i4.m1" => -1,
            "ldc.i4.s" or "ldc.i4" => Operand,
            { Length: 8 } name when name.StartsWith("ldc.i4.", StringComparison.Ordinal) => name[7] - '0',
            _ => null,
        };

    /// <summary>Which local variable it moves, if it is a form of <paramref name="what"/>: <c>ldloc</c> or
    /// <c>stloc</c>.</summary>
    public int? LocalOf(string what)
    {
        var name = Code.Name!;
        return !name.StartsWith(what, StringComparison.Ordinal) ? null
            : name.Length == what.Length + 2 && char.IsAsciiDigit(name[^1]) ? name[^1] - '0'
            : Operand;
    }

    /// <summary>The instructions of a method, in their order.</summary>
    public static List<Instruction> ReadAll(byte[] body)
    {
        var all = new List<Instruction>();
        for (var at = 0; at < body.Length; )
        {
            var offset = at;
            var value = body[at] == 0xFE ? unchecked((short)(0xFE00 | body[at + 1])) : body[at];
            at += value is >= 0 and <= 0xFF ? 1 : 2;
            var code = s_codes.Value[value];
            var (operand, targets) = (0, Array.Empty<int>());
            switch (code.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget:
                    targets = [at + 1 + (sbyte)body[at]];
                    at++;
                    break;
                case OperandType.InlineBrTarget:
                    targets = [at + 4 + Word(body, at)];
                    at += 4;
                    break;
                case OperandType.InlineSwitch:
                    var count = Word(body, at);
                    var end = at + 4 + (4 * count);
                    targets = [.. Enumerable.Range(1, count).Select(i => end + Word(body, at + (4 * i)))];
                    at = end;
                    break;
                case OperandType.ShortInlineI:
                    operand = (sbyte)body[at++];
                    break;
                case OperandType.ShortInlineVar:
                    operand = body[at++];
                    break;
                case OperandType.InlineVar:
                    operand = BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(at));
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                default:
                    operand = Word(body, at);
                    at += 4;
                    break;
            }

            all.Add(new Instruction(offset, code, operand, targets));
        }

        return all;
    }

    private static int Word(byte[] body, int at) => BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(at));
}
