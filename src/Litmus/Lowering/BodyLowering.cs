using System.Collections.Immutable;
using KernelText.Parsing;
using KernelText.Syntax;
using KernelText.Tokens;
using Litmus.Programs;
using Litmus.Reading;
using Condition = KernelText.Syntax.Expression;

namespace Litmus.Lowering;

/// <summary>Makes instructions of a thread's body: its statements.</summary>
internal sealed class BodyLowering
{
    private readonly CodeBuilder _code;
    private readonly ExpressionLowering _expressions;
    private readonly Stack<(List<int> Breaks, List<int> Continues)> _loops = new();
    private readonly List<int> _returns = [];

    private BodyLowering(CodeBuilder code, ExpressionLowering expressions) =>
        (_code, _expressions) = (code, expressions);

    /// <summary>The thread.</summary>
    /// <exception cref="KernelTextException">The body is not C, or has no meaning here.</exception>
    public static LitmusThread Lower(LitmusText text, ThreadText thread, Declarations declarations)
    {
        var source = new SourceText(text.File, text.Code);
        var tokens = Lexer.ReadAll(source, thread.Begin, thread.End);
        var end = new Token(TokenKind.End, "", source, thread.End);
        var body = new Parser(tokens, end, new LitmusTypes()).WholeBody(thread.Parameters);
        var code = new CodeBuilder(text);
        foreach (var (of, register) in declarations.Registers.Keys)
        {
            if (of == thread.Number)
            {
                code.Register(register);
            }
        }

        var lowering = new BodyLowering(code, new ExpressionLowering(code, thread, declarations));
        lowering.Do(body);
        lowering._returns.ForEach(code.JumpHere);
        return new LitmusThread(
            thread.Number,
            [.. code.Registers],
            [.. code.Code],
            [.. code.Registers.Select(name => declarations.Registers.GetValueOrDefault((thread.Number, name)))]
        );
    }

    private void Do(Statement statement)
    {
        switch (statement)
        {
            case EmptyStatement:
                break;
            case AsmStatement { IsEmpty: true, To: null, From: null } barrier:
                _code.Add(new Fence(FenceKind.Compiler, _code.PlaceOf(barrier.At), _code.TextOf(barrier.At)));
                break;
            case Block block:
                foreach (var inner in block.Statements)
                {
                    Do(inner);
                }

                break;
            case ExpressionStatement expression:
                _expressions.Do(expression.Expression);
                break;
            case DeclarationStatement declaration:
                Declare(declaration.Declarations);
                break;
            case IfStatement choice:
                Do(choice);
                break;
            case WhileStatement loop:
                Loop(loop.At, loop.Condition, loop.Body, null);
                break;
            case ForStatement loop:
                if (loop.First is { } first)
                {
                    Do(first);
                }

                Loop(loop.At, loop.Condition, loop.Body, loop.Step);
                break;
            case DoStatement loop:
                DoLoop(loop);
                break;
            case ReturnStatement { Value: null }:
                _returns.Add(_code.Jump());
                break;
            case BreakStatement when _loops.TryPeek(out var loop):
                loop.Breaks.Add(_code.Jump());
                break;
            case ContinueStatement when _loops.TryPeek(out var loop):
                loop.Continues.Add(_code.Jump());
                break;
            default:
                throw ExpressionLowering.Expected(
                    statement.At,
                    "an expression, a declaration, if, while, do, for, break, continue or return;"
                );
        }
    }

    private void Declare(ImmutableArray<Declaration> declarations)
    {
        foreach (var declaration in declarations)
        {
            if (declaration.Type is ArraySyntax or FunctionSyntax || declaration.Storage == Storage.Typedef)
            {
                throw ExpressionLowering.Expected(declaration.At, "a local variable that is no array");
            }

            _expressions.Declare(declaration.Name);
            if (declaration.Initializer is { } value)
            {
                _expressions.Assign(declaration.Name, value, declaration.At);
            }
        }
    }

    private void Do(IfStatement choice)
    {
        var depth = _code.Depth;
        var branch = _code.Branch(_expressions.Value(choice.Condition), choice.At);
        Do(choice.Then);
        if (choice.Else is { } other)
        {
            var end = _code.Jump();
            _code.ElseHere(branch);
            Do(other);
            _code.JumpHere(end);
        }
        else
        {
            _code.ElseHere(branch);
        }

        _code.EndBranches(depth);
    }

    private void Loop(Token at, Condition? condition, Statement body, Condition? step)
    {
        var depth = _code.Depth;
        var top = _code.Next;
        int? leaves = condition is null ? null : _code.Branch(_expressions.Value(condition), at);
        var breaks = DoBody(body);
        if (step is not null)
        {
            _expressions.Do(step);
        }

        _code.JumpTo(top);
        if (leaves is { } branch)
        {
            _code.ElseHere(branch);
        }

        breaks.ForEach(_code.JumpHere);
        _code.EndBranches(depth);
    }

    private void DoLoop(DoStatement loop)
    {
        var depth = _code.Depth;
        var top = _code.Next;
        _code.Depth++; // coming by again, the body depends on the condition
        var breaks = DoBody(loop.Body);
        _code.Depth = depth;
        var leaves = _code.Branch(_expressions.Value(loop.Condition), loop.At);
        _code.JumpTo(top);
        _code.ElseHere(leaves);
        breaks.ForEach(_code.JumpHere);
        _code.EndBranches(depth);
    }

    /// <summary>A loop's body; returns the jumps that leave the loop.</summary>
    private List<int> DoBody(Statement body)
    {
        _loops.Push(([], []));
        Do(body);
        var (breaks, continues) = _loops.Pop();
        continues.ForEach(_code.JumpHere);
        return breaks;
    }

    /// <summary>Types that declarations in bodies may name.</summary>
    private sealed class LitmusTypes : INameKinds
    {
        public bool IsTypedef(string name) => TypeWords.Has(name);
    }
}
