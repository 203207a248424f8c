using PgmapCheck.Figures;

switch (args)
{
    case ["agreement", .. var releases]:
        Agreement.Print(Console.Out, releases);
        return 0;
    case ["bugs"]:
        Bugs.Print(Console.Out);
        return 0;
    case ["speed"]:
        Speed.Print(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("expected one of: agreement [RELEASE...], bugs, speed");
        return 1;
}
