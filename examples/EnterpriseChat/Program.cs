using Amazon.CDK;
using EnterpriseChat;

try
{
    // The file beside cdk.json; variables of the environment win over it.
    var settings = Settings.Load(System.Environment.GetEnvironmentVariable("SETTINGS_FILE") ?? ".env", System.Environment.GetEnvironmentVariable);
    foreach (var note in settings.Notes) Console.Error.WriteLine(note);
    var app = new App();
    new EnterpriseChatStack(app, "EnterpriseChat", settings, new StackProps { Env = settings.Environment });
    app.Synth();
    return 0;
}
catch (SettingsException mistakes)
{
    Console.Error.WriteLine(mistakes.Message);
    return 1;
}
