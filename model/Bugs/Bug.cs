namespace PgmapCheck.Model.Bugs;

/// <summary>A real bug of the protocol.</summary>
/// <param name="Id">Its short name, such as <c>REL-PAGES</c>.</param>
/// <param name="Title">What goes wrong, in a few words.</param>
/// <param name="Releases">The names of the releases that have it.</param>
/// <param name="Scenarios">The scenarios that show it.</param>
/// <param name="Property">The property it breaks.</param>
/// <param name="IntroducedBy">The commit that brought it, abbreviated; null if not known.</param>
/// <param name="FixedBy">The commit that fixed it, abbreviated to 12 digits; null if not known.</param>
/// <param name="FixSubject">That commit's subject; null if not known.</param>
/// <param name="Evidence">How sure its history is: commit message read, code read, derived.</param>
public sealed record Bug(
    string Id,
    string Title,
    IReadOnlyList<string> Releases,
    IReadOnlyList<string> Scenarios,
    string Property,
    string? IntroducedBy,
    string? FixedBy,
    string? FixSubject,
    string Evidence);
