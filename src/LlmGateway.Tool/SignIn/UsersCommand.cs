using System.CommandLine;
using System.Text.Json;
using LlmGateway.Tool.Output;
using Spectre.Console;

namespace LlmGateway.Tool.SignIn;

/// <summary><c>llm-gateway users</c>: the people of a user pool.</summary>
internal static class UsersCommand
{
    private static readonly Argument<string> Name = new("user") { Description = "User name." };
    private static readonly Argument<string> Group = new("group") { Description = "A group of the pool." };
    private static readonly Option<string?> Email = new("--email") { Description = "E-mail address. Default: the user name, where it is one.", HelpName = "ADDRESS" };
    private static readonly Option<string[]> Groups = new("--group") { Description = "A group to put the user into; several times for several.", HelpName = "NAME" };
    private static readonly Option<bool> Temporary = new("--temporary") { Description = "The user has to choose another password at the first sign-in." };
    private static readonly Option<bool> Json = new("--json") { Description = "The result as JSON on stdout." };

    public static Command Create()
    {
        var pool = new PoolOptions();
        Command[] commands =
        [
            Changes(pool, "create", "Creates a user. The password is asked for, or read from stdin.", [Email, Groups, Temporary], CreateAsync),
            Changes(pool, "set-password", "Sets a user's password. It is asked for, or read from stdin.", [Temporary], async (place, arguments, stopping) =>
                await SetPasswordAsync(place, arguments.GetValue(Name)!, await PasswordInput.ReadAsync("New password:", stopping), arguments.GetValue(Temporary), stopping)),
            Changes(pool, "delete", "Deletes a user.", [], (place, arguments, stopping) => CallAsync(place, "AdminDeleteUser", arguments.GetValue(Name)!, null, stopping)),
            Changes(pool, "add-to-group", "Puts a user into a group.", [Group], (place, arguments, stopping) =>
                CallAsync(place, "AdminAddUserToGroup", arguments.GetValue(Name)!, json => json.WriteString("GroupName", arguments.GetValue(Group)), stopping)),
            new Command("list", "Lists the users.") { Json }.Runs(async (arguments, stopping) => await ListAsync(await pool.FindAsync(arguments, stopping), arguments.GetValue(Json), stopping)),
        ];
        var users = new Command("users", "Creates, lists and deletes the people of a gateway's user pool.");
        foreach (var command in commands)
        {
            pool.AddTo(command);
            users.Subcommands.Add(command);
        }
        return users;
    }

    /// <summary>A command that changes one user: silent for people, an object for scripts.</summary>
    private static Command Changes(PoolOptions pool, string name, string description, IEnumerable<Symbol> more, Func<PoolPlace, ParseResult, CancellationToken, Task> change)
    {
        var command = new Command(name, description) { Name, Json };
        foreach (var symbol in more)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }
        return command.Runs(async (arguments, stopping) =>
        {
            await change(await pool.FindAsync(arguments, stopping), arguments, stopping);
            if (!arguments.GetValue(Json)) return;
            await Console.Out.WriteLineAsync(JsonOutput.Object(json =>
            {
                json.WriteString("user", arguments.GetValue(Name));
                json.WriteString("done", name);
            }));
        });
    }

    private static async Task CreateAsync(PoolPlace pool, ParseResult arguments, CancellationToken stopping)
    {
        var name = arguments.GetValue(Name)!;
        var email = arguments.GetValue(Email) ?? (name.Contains('@') ? name : throw new SignInToolException($"{name} needs an e-mail address: --email ADDRESS."));
        var password = await PasswordInput.ReadAsync($"Password for {name}:", stopping);
        await CallAsync(pool, "AdminCreateUser", name, json =>
        {
            // No invitation: whoever creates the user knows the password.
            json.WriteString("MessageAction", "SUPPRESS");
            json.WriteString("TemporaryPassword", password);
            json.WriteStartArray("UserAttributes");
            WriteAttribute(json, "email", email);
            WriteAttribute(json, "email_verified", "true");
            json.WriteEndArray();
        }, stopping);
        if (!arguments.GetValue(Temporary)) await SetPasswordAsync(pool, name, password, temporary: false, stopping);
        foreach (var group in arguments.GetValue(Groups) ?? []) await CallAsync(pool, "AdminAddUserToGroup", name, json => json.WriteString("GroupName", group), stopping);
    }

    private static Task SetPasswordAsync(PoolPlace pool, string name, string password, bool temporary, CancellationToken stopping) => CallAsync(pool, "AdminSetUserPassword", name, json =>
    {
        json.WriteString("Password", password);
        json.WriteBoolean("Permanent", !temporary);
    }, stopping);

    private static async Task ListAsync(PoolPlace pool, bool asJson, CancellationToken stopping)
    {
        List<(string Name, string Status, string Email)> users = [];
        string? next = null;
        do
        {
            using var page = await pool.Api.CallAsync("ListUsers", json =>
            {
                json.WriteStartObject();
                json.WriteString("UserPoolId", pool.Pool);
                if (next is not null) json.WriteString("PaginationToken", next);
                json.WriteEndObject();
            }, stopping);
            foreach (var user in page.RootElement.GetProperty("Users").EnumerateArray())
            {
                var email = user.GetProperty("Attributes").EnumerateArray().FirstOrDefault(each => each.GetProperty("Name").GetString() == "email");
                users.Add((user.GetProperty("Username").GetString()!, user.GetProperty("UserStatus").GetString()!, email.ValueKind == JsonValueKind.Object ? email.GetProperty("Value").GetString()! : ""));
            }
            next = page.RootElement.TryGetProperty("PaginationToken", out var token) ? token.GetString() : null;
        }
        while (next is not null);
        if (asJson)
        {
            await Console.Out.WriteLineAsync(JsonOutput.Line(json =>
            {
                json.WriteStartArray();
                foreach (var (name, status, email) in users)
                {
                    json.WriteStartObject();
                    json.WriteString("name", name);
                    json.WriteString("status", status);
                    json.WriteString("email", email);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }));
            return;
        }
        var table = new Table().AddColumns("user", "status", "e-mail");
        foreach (var (name, status, email) in users) table.AddRow(Markup.Escape(name), status, Markup.Escape(email));
        AnsiConsole.Write(table);
    }

    private static async Task CallAsync(PoolPlace pool, string operation, string user, Action<Utf8JsonWriter>? more, CancellationToken stopping)
    {
        using var answer = await pool.Api.CallAsync(operation, json =>
        {
            json.WriteStartObject();
            json.WriteString("UserPoolId", pool.Pool);
            json.WriteString("Username", user);
            more?.Invoke(json);
            json.WriteEndObject();
        }, stopping);
    }

    private static void WriteAttribute(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("Name", name);
        json.WriteString("Value", value);
        json.WriteEndObject();
    }
}
