using System.Text.RegularExpressions;

namespace LlmGateway.Constructs;

/// <summary>Who of GitHub may sign in. Nobody is let in whom no part names; there is no part for everybody but <see cref="AnyGitHubUser"/>.</summary>
public sealed partial record GitHubAllow
{
    private GitHubAllow()
    {
    }

    internal IReadOnlyList<string> Organizations { get; private init; } = [];
    internal IReadOnlyList<string> Teams { get; private init; } = [];
    internal IReadOnlyList<string> Names { get; private init; } = [];
    internal bool Anybody { get; private init; }

    /// <summary>Memberships become groups of the tokens.</summary>
    internal bool HasGroups => Organizations.Count + Teams.Count > 0;

    /// <summary>
    /// Whoever has an account at GitHub, which anybody can make: they all may use the gateway at your cost, as far as <see cref="ModelAccess"/> lets them.
    /// </summary>
    public static GitHubAllow AnyGitHubUser { get; } = new() { Anybody = true };

    /// <summary>Members of an organization. The organization has to let the OAuth app see it: https://docs.github.com/en/organizations/managing-oauth-access-to-your-organizations-data.</summary>
    /// <param name="organization">Its log-in name; also a group of the tokens.</param>
    public static GitHubAllow Organization(string organization) => new() { Organizations = [organization] };

    /// <summary>Members of a team.</summary>
    /// <param name="organization">The organization's log-in name.</param>
    /// <param name="slug">The team's name in URLs. <c>organization/slug</c> is a group of the tokens.</param>
    public static GitHubAllow Team(string organization, string slug) => new() { Teams = [$"{organization}/{slug}"] };

    /// <summary>People by their log-in names.</summary>
    /// <param name="logins">Upper and lower case are the same.</param>
    public static GitHubAllow Users(params string[] logins) => new() { Names = logins };

    /// <summary>These, and others.</summary>
    /// <param name="other">The others.</param>
    public GitHubAllow Or(GitHubAllow other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new GitHubAllow
        {
            Organizations = [.. Organizations.Union(other.Organizations)], Teams = [.. Teams.Union(other.Teams)], Names = [.. Names.Union(other.Names)], Anybody = Anybody || other.Anybody,
        };
    }

    internal void Validate(Mistakes mistakes, string property)
    {
        foreach (var name in Organizations.Concat(Teams.SelectMany(team => team.Split('/', 2))).Concat(Names).Where(name => string.IsNullOrEmpty(name) || !NamePattern().IsMatch(name)))
            mistakes.Check(property, false, $"has '{name}', which is no name at GitHub", "Use names as they stand in GitHub's URLs");
        mistakes.Check(property, Anybody || Organizations.Count + Teams.Count + Names.Count > 0, "lets nobody in", "Name an organization, a team or users");
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,100}$")]
    private static partial Regex NamePattern();
}
