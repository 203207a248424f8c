using System.Collections.Immutable;
using KernelText.Flow;
using KernelText.Syntax;
using KernelText.Tokens;
using KernelText.Types;

namespace KernelText.Lowering;

internal sealed partial class FunctionLowering
{
    // Where break and continue go, and how many blocks are open there.
    private readonly List<(Label? Break, Label? Continue, BlockScope Scope)> _exits = [];
    private readonly List<(ScalarKind Kind, ImmutableArray<SwitchCase>.Builder Cases, CaseDefault Default)> _switches =
    [];

    private sealed class CaseDefault
    {
        public Label? Label { get; set; }
    }

    private void Statement(Statement statement)
    {
        Enter();
        var (depth, labels, taken) = (_depth, _graph.Labels, _sizeof);
        _at = statement.At;
        try
        {
            StatementHere(statement);
        }
        catch (LoweringException e)
        {
            Fail(e.At, e.Name, e.Message, labels);
        }
        catch (KernelTextException e)
        {
            Fail(statement.At, "type", e.Message, labels);
        }
        (_depth, _sizeof) = (depth - 1, taken);
    }

    // The statement ends where it could not be lowered; what was to jump within it gets there too.
    private void Fail(Token at, string name, string why, int labels)
    {
        _at = at;
        _graph.PlaceRest(labels, _labels.ContainsValue);
        Emit(new NoMeaning(Here, name, why));
    }

    private void StatementHere(Statement statement)
    {
        switch (statement)
        {
            case Block block:
                InScope(
                    block,
                    () =>
                    {
                        foreach (var inner in block.Statements)
                            Statement(inner);
                        _at = block.End;
                    }
                );
                break;
            case ExpressionStatement expression:
                Discard(expression.Expression);
                break;
            case DeclarationStatement declarations:
                foreach (var declaration in declarations.Declarations)
                    Declare(declaration);
                break;
            case IfStatement conditional:
                If(conditional);
                break;
            case WhileStatement loop:
                Loop(loop.Condition, null, loop.Body, isTestedFirst: true);
                break;
            case DoStatement loop:
                Loop(loop.Condition, null, loop.Body, isTestedFirst: false);
                break;
            case ForStatement loop:
                InScope(
                    null,
                    () =>
                    {
                        if (loop.First is not null)
                            Statement(loop.First);
                        _at = loop.At;
                        Loop(loop.Condition, loop.Step, loop.Body, isTestedFirst: true);
                    }
                );
                break;
            case SwitchStatement choice:
                LowerSwitch(choice);
                break;
            case CaseLabel label:
                Case(label);
                break;
            case LabelStatement label:
                _graph.Place(LabelOf(label.Name));
                break;
            case GotoStatement jump:
                Goto(jump);
                break;
            case ComputedGoto:
                throw Fault("goto *", "a computed goto is outside of what is read");
            case ReturnStatement result:
                ReturnFrom(result);
                break;
            case BreakStatement:
                Exit(_exits.FindLast(e => e.Break is not null), isBreak: true);
                break;
            case ContinueStatement:
                Exit(_exits.FindLast(e => e.Continue is not null), isBreak: false);
                break;
            case AsmStatement { IsEmpty: true, To: { } to, From: { } from }:
                Store(Lvalue(to), Value(from));
                break;
            case AsmStatement { IsEmpty: false }:
                throw Fault("asm", "inline assembly has no meaning of its own");
        }
    }

    private void InScope(Block? block, Action inner)
    {
        _scope = new(_scope, block);
        if (block is not null)
            _blocks.Add(block);
        try
        {
            inner();
            CleanUp(_scope);
        }
        finally
        {
            if (block is not null)
                _blocks.RemoveAt(_blocks.Count - 1);
            _scope = (BlockScope)_scope.Outer;
        }
    }

    // Calls what the block's variables want called when it is left, the last declared first.
    private void CleanUp(BlockScope scope)
    {
        for (var i = scope.Cleanups.Count - 1; i >= 0; i--)
        {
            var (function, variable, at) = scope.Cleanups[i];
            var address = AddressOf(Memory(variable, function));
            Call(function, at, [new(address, new PointerType(variable.Type))]);
        }
    }

    private void CleanUpTo(BlockScope? outer)
    {
        for (var scope = _scope; scope is not null && scope != outer; scope = scope.Outer as BlockScope)
            CleanUp(scope);
    }

    private void If(IfStatement conditional)
    {
        if (ConstantCondition(conditional.Condition) is { } value)
        {
            var (taken, other) = value ? (conditional.Then, conditional.Else) : (conditional.Else, conditional.Then);
            if (!SyntaxWalk.HasLabel(other))
            {
                if (taken is not null)
                    Statement(taken);
                return;
            }
        }
        var (then, otherwise, end) = (_graph.NewLabel(), _graph.NewLabel(), _graph.NewLabel());
        Test(conditional.Condition, then, otherwise);
        _graph.Place(then);
        Statement(conditional.Then);
        if (conditional.Else is not null)
        {
            _at = conditional.At;
            Emit(new Jump(Here, end.Number));
        }
        _graph.Place(otherwise);
        if (conditional.Else is not null)
            Statement(conditional.Else);
        _graph.Place(end);
    }

    private void Loop(Expression? condition, Expression? step, Statement body, bool isTestedFirst)
    {
        var at = _at;
        var (test, start, next, end) = (_graph.NewLabel(), _graph.NewLabel(), _graph.NewLabel(), _graph.NewLabel());
        if (isTestedFirst)
        {
            _graph.Place(test);
            Test(condition, start, end);
        }
        _graph.Place(start);
        _exits.Add((end, next, _scope));
        Statement(body);
        _exits.RemoveAt(_exits.Count - 1);
        _graph.Place(next);
        _at = at;
        if (step is not null)
            Discard(step);
        _at = at;
        if (isTestedFirst)
            Emit(new Jump(Here, test.Number));
        else
            Test(condition, start, end);
        _graph.Place(end);
    }

    private void Test(Expression? condition, Label then, Label otherwise)
    {
        var (depth, labels, taken) = (_depth, _graph.Labels, _sizeof);
        try
        {
            if (condition is not null)
                Condition(condition, then, otherwise);
            else
                Emit(new Jump(Here, then.Number));
        }
        catch (LoweringException e)
        {
            // What is behind the condition is lowered all the same, so that all that it lacks is known.
            Fail(e.At, e.Name, e.Message, labels);
            Emit(new Branch(Here, Operand.Constant(0), then.Number, otherwise.Number));
            (_depth, _sizeof) = (depth, taken);
        }
    }

    private void LowerSwitch(SwitchStatement choice)
    {
        var value = Scalar(choice.Value);
        if (value.Type is not IntegerType type)
            throw Fault("switch", $"expected an integer, found {value.Type}");
        var promoted = Arithmetic.Promoted(type);
        value = Convert(value, promoted);
        var (cases, otherwise, end) = (
            ImmutableArray.CreateBuilder<SwitchCase>(),
            new CaseDefault(),
            _graph.NewLabel()
        );
        var (dispatch, at) = (_graph.NewLabel(), _at);
        Emit(new Jump(Here, dispatch.Number));
        _switches.Add((promoted.Kind, cases, otherwise));
        _exits.Add((end, null, _scope));
        Statement(choice.Body);
        _exits.RemoveAt(_exits.Count - 1);
        _switches.RemoveAt(_switches.Count - 1);
        _at = at;
        Emit(new Jump(Here, end.Number));
        _graph.Place(dispatch);
        var rest = (otherwise.Label ?? end).Number;
        if (value.IsConstant)
            Emit(
                new Jump(
                    Here,
                    cases
                        .Where(c => Contains(c, value.Operand.Number, promoted.Kind))
                        .Select(c => c.Target)
                        .FirstOrDefault(rest)
                )
            );
        else
            Emit(new Switch(Here, value.Operand, promoted.Kind, cases.ToImmutable(), rest));
        _graph.Place(end);
    }

    private static bool Contains(SwitchCase @case, long value, ScalarKind kind) =>
        kind.IsSigned
            ? value >= @case.Low && value <= @case.High
            : (ulong)value >= (ulong)@case.Low && (ulong)value <= (ulong)@case.High;

    private void Case(CaseLabel label)
    {
        if (_switches.Count == 0)
            throw Fault(label.At.Text, "it is in no switch");
        var (kind, cases, otherwise) = _switches[^1];
        var target = _graph.NewLabel();
        _graph.Place(target);
        if (label.Low is null)
        {
            otherwise.Label = target;
            return;
        }
        var low = kind.Normalise(Constant(label.Low));
        var high = label.High is null ? low : kind.Normalise(Constant(label.High));
        cases.Add(new(low, high, target.Number));
    }

    private Label LabelOf(string name)
    {
        var owner = _blocks.LastOrDefault(b => b.Labels.Contains(name));
        if (!_labels.TryGetValue((name, owner), out var label))
            _labels[(name, owner)] = label = _graph.NewLabel();
        return label;
    }

    private void Goto(GotoStatement jump)
    {
        var owner = _blocks.LastOrDefault(b => b.Labels.Contains(jump.Label));
        if (!_walk.Labels.TryGetValue((jump.Label, owner), out var around))
            throw Fault(jump.Label, "there is no such label");
        for (
            var scope = _scope;
            scope is not null && !(scope.Block is not null && around.Contains(scope.Block));
            scope = scope.Outer as BlockScope
        )
            CleanUp(scope);
        Emit(new Jump(Here, LabelOf(jump.Label).Number));
    }

    private void Exit((Label? Break, Label? Continue, BlockScope Scope) exit, bool isBreak)
    {
        if ((isBreak ? exit.Break : exit.Continue) is not { } target)
            throw Fault(isBreak ? "break" : "continue", "it is in no loop");
        CleanUpTo(exit.Scope);
        Emit(new Jump(Here, target.Number));
    }

    private void ReturnFrom(ReturnStatement result)
    {
        if (result.Value is null || _resultType is VoidType)
        {
            if (result.Value is not null)
                Discard(result.Value);
            CleanUpTo(null);
            Emit(new Return(Here, null));
            return;
        }
        if (_resultAddress >= 0)
        {
            var target = new MemoryLvalue(Operand.Of(_resultAddress), 0, _resultType, false, new("[result]", null, ""));
            Store(target, Value(result.Value));
            CleanUpTo(null);
            Emit(new Return(Here, null));
            return;
        }
        var value = Convert(Scalar(result.Value), _resultType);
        _at = result.At;
        CleanUpTo(null);
        Emit(new Return(Here, value.Operand));
    }
}
