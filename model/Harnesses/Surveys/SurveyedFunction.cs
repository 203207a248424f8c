using System.Collections.Immutable;
using KernelText.Flow;

namespace PgmapCheck.Model.Harnesses.Surveys;

/// <summary>What a survey has found of one function.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="Parses">Its text is C that is read.</param>
/// <param name="Lowers">All constructs in it have a meaning; names need not.</param>
/// <param name="Callees">Numbers of the functions that it calls by name and whose text is read.</param>
/// <param name="InTheWay">Names in it that have no meaning; for a construct the function itself, and why.</param>
public sealed record SurveyedFunction(
    Symbol Symbol,
    bool Parses,
    bool Lowers,
    ImmutableArray<int> Callees,
    ImmutableArray<string> InTheWay
);

/// <summary>A name that keeps functions from being followed to the end.</summary>
/// <param name="Name">The name; for a construct the function that it is in, and why.</param>
/// <param name="Functions">How many of the counted functions get to it.</param>
/// <param name="Alone">For how many of them nothing else is in the way.</param>
public sealed record NameInTheWay(string Name, int Functions, int Alone);

/// <summary>A line of the survey's table.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Functions">How many functions it has.</param>
/// <param name="Parse">How many of them parse.</param>
/// <param name="Lower">How many have a meaning, but for names.</param>
/// <param name="Followed">How many can be followed to the end of all that they call by name.</param>
public sealed record SurveyedFolder(string Folder, int Functions, int Parse, int Lower, int Followed);
