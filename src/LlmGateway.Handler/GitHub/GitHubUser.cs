namespace LlmGateway.Handler.GitHub;

/// <summary>A user of GitHub who may come in.</summary>
/// <param name="Id">Stays the same when the log-in name changes.</param>
/// <param name="Login">The log-in name.</param>
/// <param name="Name">To show.</param>
/// <param name="Email">The primary address, which GitHub verified.</param>
/// <param name="Groups">Organizations and teams of the allow-list that the user is a member of; a team as <c>organization/team-slug</c>.</param>
internal sealed record GitHubUser(string Id, string Login, string Name, string Email, IReadOnlyList<string> Groups);
